package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.BaselineResult.MarkedVersion;

/**
 * A version that a baseline marks as applied, as a row of the schema history.
 *
 * @param script says where the row comes from
 */
record AppliedVersion(String version, String description, String type, String script) {
    // The types are those of Flyway.
    private static final String BASELINE = "BASELINE";
    private static final String SQL = "SQL";
    private static final int MAX_DESCRIPTION = 200;
    private static final int MAX_SCRIPT = 1000;

    AppliedVersion {
        description = truncated(description, MAX_DESCRIPTION);
        script = truncated(script, MAX_SCRIPT);
    }

    /** Everything up to this version counts as applied. */
    static AppliedVersion baseline(String version, String description) {
        return new AppliedVersion(version, description, BASELINE, "lockstep/baseline");
    }

    /** This version counts as applied. */
    static AppliedVersion sql(String version, String description, String script) {
        return new AppliedVersion(version, description, SQL, "lockstep/baseline/" + script);
    }

    /** Whether a row of the history says the same. */
    boolean isSameAs(FlywayHistoryRows.Row row) {
        return row.version().equals(version) && row.type().equals(type);
    }

    MarkedVersion marked() {
        return new MarkedVersion(version, description, type);
    }

    private static String truncated(String text, int max) {
        return text.substring(0, text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), max)));
    }
}
