/** Cards by which holders carry their template themselves: issued, read, revoked. */
@NullMarked
package dev.gatehouse.card;

import org.jspecify.annotations.NullMarked;
