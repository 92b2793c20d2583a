/** Places, and the demo site. */
@NullMarked
package dev.gatehouse.site;

import org.jspecify.annotations.NullMarked;
