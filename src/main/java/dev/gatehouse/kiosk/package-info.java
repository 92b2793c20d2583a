/**
 * The showroom's screen: lines over the faces that a camera sees, age, sex and an appeal score as
 * guesses, a greeting for members who agreed. What is known of a face lives as long as the face is
 * in view; only counts by age band and hour are stored. No door asks a kiosk, and no kiosk a door.
 */
@NullMarked
package dev.gatehouse.kiosk;

import org.jspecify.annotations.NullMarked;
