/** The people who enrolled: their consent grants, their keys, their sealed templates. */
@NullMarked
package dev.gatehouse.member;

import org.jspecify.annotations.NullMarked;
