package dev.gatehouse.site;

/**
 * This installation.
 *
 * @param name for people
 * @param demo whether it plays recorded footage, having no camera of its own
 */
public record Site(String name, boolean demo) {}
