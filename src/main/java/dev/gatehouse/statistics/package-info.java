/**
 * What a site tells of itself in figures: counts by hour, days and weeks, flows, what is unusual.
 * Groups of under five are not shown, and cannot be worked out from what is.
 */
@NullMarked
package dev.gatehouse.statistics;

import org.jspecify.annotations.NullMarked;
