package dev.gatehouse.merchandise;

/**
 * How much a level of {@link ItemCounts} trusts the one above, in shows. Chosen by simulation; see
 * docs/merchandise.md.
 *
 * @param item of an item towards the whole catalogue
 * @param context of a context towards the wider one
 * @param levels how many levels below the item's overall rate are used: 0 for none, up to 3
 */
record Shrinkage(double item, double context, int levels) {
  static final Shrinkage DEFAULT = new Shrinkage(20, 60, 3);
}
