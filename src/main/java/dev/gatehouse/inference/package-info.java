/**
 * Models: the manifest that names them, the files behind it, and sessions over them.
 * Framework-free.
 */
@NullMarked
package dev.gatehouse.inference;

import org.jspecify.annotations.NullMarked;
