/** One-to-one verification: is this photo of the person of that photo, member or card? */
@NullMarked
package dev.gatehouse.verification;

import org.jspecify.annotations.NullMarked;
