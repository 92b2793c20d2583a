/** What a new installation shows before it has cameras of its own. */
@NullMarked
package dev.gatehouse.demo;

import org.jspecify.annotations.NullMarked;
