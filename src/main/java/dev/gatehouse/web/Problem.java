package dev.gatehouse.web;

/**
 * The body of every answer that is not a success.
 *
 * @param error for the person in front of the page
 */
record Problem(String error) {}
