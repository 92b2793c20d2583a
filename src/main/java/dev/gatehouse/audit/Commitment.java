package dev.gatehouse.audit;

import java.util.Optional;
import java.util.UUID;

/**
 * Stands in the tree for the personal part of an entry: a hash of it with a random salt. Whoever
 * has part and salt can show that they fit; when both are deleted, the hash tells nothing of them,
 * and the tree still stands.
 *
 * @param hash SHA-256 of version, salt and personal part
 * @param salt 122 random bits; absent once the personal part is forgotten
 */
public record Commitment(Hash hash, Optional<UUID> salt) {}
