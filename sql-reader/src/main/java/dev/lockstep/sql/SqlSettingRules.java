package dev.lockstep.sql;

import dev.lockstep.sql.SqlPlacement.InTransaction;
import dev.lockstep.sql.SqlPlacement.Refused;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Rules for statements that change settings of the session. A setting holds until the script ends. Refused are those that
 * the journal, the driver or this parser depends on.
 */
final class SqlSettingRules {
    private static final SqlPlacement IN_TRANSACTION = new InTransaction();
    private static final Pattern DATE_STYLE_OTHER_THAN_ISO = Pattern.compile("(?i)sql|postgres|german");
    private static final Set<String> TRUE = Set.of("on", "true", "yes", "1", "default");
    private static final Set<String> UTF_8 = Set.of("utf8", "utf-8", "unicode", "default");

    /** Settings that would hide changes from the journal or prevent its writes, with what they would do. */
    private static final List<ProtectedSetting> PROTECTED = List.of(
            new ProtectedSetting("session_replication_role", "it would turn off triggers and foreign keys"),
            new ProtectedSetting("track_counts", "Lockstep finds the changes of a script by these counts"));

    private static final Pattern PROTECTED_IN_CODE = Pattern.compile(
            "(?i)\\b(?:set\\s+(?:local\\s+|session\\s+)?|set_config\\s*\\(\\s*'{1,2})\"?(session_replication_role|track_counts)\\b");

    private static final Set<String> TRANSACTION_SETTINGS =
            Set.of("transaction_isolation", "transaction_read_only", "transaction_deferrable");

    private SqlSettingRules() {}

    private record ProtectedSetting(String name, String reason) {
        Refused refused() {
            return new Refused("%s cannot be changed: %s".formatted(name, reason), "remove the setting");
        }
    }

    static SqlPlacement placeSet(SqlTokens tokens) {
        int name = tokens.keywordAt(1).equals("LOCAL") || tokens.keywordAt(1).equals("SESSION") ? 2 : 1;
        if (tokens.matchesAt(1, "SESSION", "AUTHORIZATION")
                || tokens.matchesAt(1, "SESSION", "CHARACTERISTICS")
                || tokens.matchesAt(1, "SESSION", ".")) {
            name = 1;
        }
        return tokens.keywordAt(name).equals("TRANSACTION")
                ? SqlPlacementRules.transactionControl("SET TRANSACTION")
                : placeSetting(tokens, tokens.settingAt(name), tokens.settingValueAt(tokens.endOfName(name)));
    }

    static SqlPlacement placeReset(SqlTokens tokens) {
        return tokens.matchesAt(1, "TRANSACTION")
                ? SqlPlacementRules.transactionControl("RESET TRANSACTION")
                : placeSetting(tokens, tokens.settingAt(1), "default");
    }

    static SqlPlacement placeDiscard(SqlTokens tokens) {
        return tokens.matchesAt(1, "ALL")
                ? new Refused(
                        "DISCARD ALL is not allowed: PostgreSQL runs it only outside of a transaction",
                        "remove DISCARD ALL; Lockstep resets the session after the script")
                : IN_TRANSACTION;
    }

    /** The refusal of a statement that changes a setting by {@code set_config} or in the code of a DO statement. */
    static Optional<SqlPlacement> refusalInside(SqlTokens tokens) {
        if (tokens.startsWith("DO") && tokens.containsMatch(PROTECTED_IN_CODE)) {
            return PROTECTED.stream()
                    .filter(setting -> tokens.containsMatch(Pattern.compile("(?i)\\b" + setting.name() + "\\b")))
                    .findFirst()
                    .map(ProtectedSetting::refused);
        }
        return tokens.settingCalls().stream()
                .map(call -> placeSetting(tokens, call.name(), call.value()))
                .filter(Refused.class::isInstance)
                .findFirst();
    }

    private static SqlPlacement placeSetting(SqlTokens tokens, String name, String value) {
        Optional<ProtectedSetting> known = PROTECTED.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst();
        if (known.isPresent()) {
            return known.get().refused();
        }
        if (TRANSACTION_SETTINGS.contains(name)) {
            return SqlPlacementRules.transactionControl("SET " + name);
        }
        return placeValue(tokens, name, value);
    }

    private static SqlPlacement placeValue(SqlTokens tokens, String name, String value) {
        return switch (name) {
            case "standard_conforming_strings" ->
                TRUE.contains(value)
                        ? IN_TRANSACTION
                        : new Refused(
                                "standard_conforming_strings cannot be turned off: Lockstep parses the script with the"
                                        + " value on",
                                "remove the setting, and write strings with backslash escapes as E'...'");
            case "client_encoding", "names" ->
                UTF_8.contains(value)
                        ? IN_TRANSACTION
                        : new Refused(
                                "client_encoding cannot be changed: the worker's connection uses UTF-8",
                                "remove the setting");
            case "datestyle" ->
                tokens.containsMatch(DATE_STYLE_OTHER_THAN_ISO)
                        ? new Refused(
                                "DateStyle is not ISO, but the worker's connection reads dates in ISO format",
                                "write an ISO style, such as 'ISO, DMY'")
                        : IN_TRANSACTION;
            default -> IN_TRANSACTION;
        };
    }
}
