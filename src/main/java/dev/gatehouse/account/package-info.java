/** Who may log in, as what, where; API tokens; one-time links. Knows no requests and no pages. */
@NullMarked
package dev.gatehouse.account;

import org.jspecify.annotations.NullMarked;
