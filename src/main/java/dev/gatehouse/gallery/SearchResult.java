package dev.gatehouse.gallery;

import java.util.UUID;

/**
 * What a search found: one member, or nobody. Either way it is a value to act upon at once, not to
 * keep; who was looked at, and why, belongs into the audit log.
 */
public sealed interface SearchResult {

  /**
   * The best eligible member reached the threshold.
   *
   * @param member who, with a grant that covered the search's purpose, place and instant
   * @param score cosine similarity of the probe to the member's best template, -1 to 1
   */
  record Match(UUID member, float score) implements SearchResult {}

  /**
   * Nobody who may be recognised reached the threshold. It names nobody, and there is no way to ask
   * it who came nearest.
   *
   * @param bestScore highest score among the eligible templates, -1 to 1; -1 when none was eligible
   */
  record NoMatch(float bestScore) implements SearchResult {}
}
