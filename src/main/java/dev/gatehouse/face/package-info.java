/** From a picture to faces: detect, find points, align, judge quality, embed. Framework-free. */
@NullMarked
package dev.gatehouse.face;

import org.jspecify.annotations.NullMarked;
