package dev.lockstep.cli.api;

import org.jspecify.annotations.Nullable;

/**
 * The result of a verification of the audit trail.
 *
 * @param entries the number of intact entries
 * @param brokenAt the sequence of the first broken link; absent if the trail is intact
 * @param finding what is wrong with it
 */
public record AuditVerificationView(long entries, String lastHash, @Nullable Long brokenAt, @Nullable String finding) {}
