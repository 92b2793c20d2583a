/** The connections to the database: what is committed over them stays, whatever happens next. */
@NullMarked
package dev.gatehouse.database;

import org.jspecify.annotations.NullMarked;
