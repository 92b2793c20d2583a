package dev.gatehouse.site;

/**
 * A building of a site.
 *
 * @param id small letters, digits and hyphens; unique in the installation
 * @param site its id
 * @param name for people
 */
public record Building(String id, String site, String name) {
  public Building {
    Naming.requireId("building", id);
    Naming.requireName("The building", name);
  }
}
