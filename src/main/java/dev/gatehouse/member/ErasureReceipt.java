package dev.gatehouse.member;

import java.time.Instant;
import java.util.UUID;

/**
 * Says that a member was erased: the key is destroyed, the rows are deleted.
 *
 * @param erased the member's id
 * @param at when
 * @param templates how many there were
 * @param grants how many there were
 */
public record ErasureReceipt(UUID erased, Instant at, int templates, int grants) {}
