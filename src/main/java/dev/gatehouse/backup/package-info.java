/** Backups of the database and of the keys, and what comes back of them. */
@NullMarked
package dev.gatehouse.backup;

import org.jspecify.annotations.NullMarked;
