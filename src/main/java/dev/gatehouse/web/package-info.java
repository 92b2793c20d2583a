/** REST, the live WebSocket, log-in and the pages. */
@NullMarked
package dev.gatehouse.web;

import org.jspecify.annotations.NullMarked;
