package dev.gatehouse.demo;

/**
 * This installation.
 *
 * @param name for people
 * @param demo whether it plays recorded footage, having no camera of its own
 */
public record Deployment(String name, boolean demo) {}
