/** A catalogue of goods, what of it is shown to whom, and what is learned from touches. */
@NullMarked
package dev.gatehouse.merchandise;

import org.jspecify.annotations.NullMarked;
