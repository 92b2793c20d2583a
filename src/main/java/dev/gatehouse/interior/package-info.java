/**
 * People on a plan: anonymous dots, how many are in each zone, doors, heat map and flows. Nobody is
 * identified, and nobody is followed from camera to camera.
 */
@NullMarked
package dev.gatehouse.interior;

import org.jspecify.annotations.NullMarked;
