/** Templates of enrolled members, and the only search over them. Framework-free. */
@NullMarked
package dev.gatehouse.gallery;

import org.jspecify.annotations.NullMarked;
