/**
 * The log of every look at a person and every change of the site. Its entries are the leaves of a
 * Merkle tree (RFC 6962), whose heads are signed: what was written cannot be changed, taken out or
 * moved without it being noticed.
 */
@NullMarked
package dev.gatehouse.audit;

import org.jspecify.annotations.NullMarked;
