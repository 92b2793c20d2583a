/**
 * Where things are: sites, buildings, floors and outdoor ground, the cameras that stand on them,
 * and the ways between. Everything is in metres of an {@link dev.gatehouse.site.Area}; where an
 * area is tied to the globe, that is WGS 84.
 */
@NullMarked
package dev.gatehouse.site;

import org.jspecify.annotations.NullMarked;
