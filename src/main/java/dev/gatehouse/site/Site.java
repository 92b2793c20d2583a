package dev.gatehouse.site;

/**
 * A piece of land with buildings that belong together.
 *
 * @param id small letters, digits and hyphens
 * @param name for people
 */
public record Site(String id, String name) {
  public Site {
    Naming.requireId("site", id);
    Naming.requireName("The site", name);
  }
}
