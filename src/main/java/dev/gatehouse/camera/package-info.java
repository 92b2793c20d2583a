/** Sources of frames: files, network cameras and webcams, decoded by FFmpeg. */
@NullMarked
package dev.gatehouse.camera;

import org.jspecify.annotations.NullMarked;
