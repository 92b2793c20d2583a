/** How long each kind of data is kept, and the job that deletes it then. */
@NullMarked
package dev.gatehouse.retention;

import org.jspecify.annotations.NullMarked;
