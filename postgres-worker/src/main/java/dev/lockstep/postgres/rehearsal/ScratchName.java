package dev.lockstep.postgres.rehearsal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.UUID;

/**
 * The name of a copy's database, which is free of characters that must be quoted. It begins with the identity of the
 * target, so that a worker finds the copies of its target and no others. It has at most 60 of the 63 possible bytes.
 */
record ScratchName(String value) {
    private static final String PREFIX = "lockstep_rehearsal_";
    private static final int IDENTITY_DIGITS = 12;
    private static final int MIGRATION_DIGITS = 8;

    static ScratchName of(TargetIdentity identity, MigrationId migration, DispatchNumber dispatch) {
        String digits = digits(migration.value());
        return new ScratchName(
                "%s_%s_%s".formatted(prefix(identity), digits.substring(digits.length() - MIGRATION_DIGITS), dispatch));
    }

    /** A regular expression of PostgreSQL for the names of all copies of a target. */
    static String patternOf(TargetIdentity identity) {
        return "^%s_[0-9a-f]{%d}_[0-9]+$".formatted(prefix(identity), MIGRATION_DIGITS);
    }

    private static String prefix(TargetIdentity identity) {
        return PREFIX + digits(identity.value()).substring(0, IDENTITY_DIGITS);
    }

    private static String digits(UUID id) {
        return id.toString().replace("-", "");
    }

    @Override
    public String toString() {
        return value;
    }
}
