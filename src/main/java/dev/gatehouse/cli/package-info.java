/** The commands of the program. */
@NullMarked
package dev.gatehouse.cli;

import org.jspecify.annotations.NullMarked;
