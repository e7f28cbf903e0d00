package dev.lockstep.postgres.target;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Settings of a connection, rendered as one query. A setting that the server does not know is left out.
 *
 * @param values by the setting's name
 */
public record SessionSettings(Map<String, String> values) {
    /**
     * Settings under which the server always renders a definition in the same way: with qualified names, and one format
     * of dates, numbers and bytes. Otherwise it would depend on the JVM's time zone and on settings of a script. Temporary
     * objects come last, because a temporary table of a script can have the name of a system table.
     */
    public static final SessionSettings FOR_CATALOG = new SessionSettings(Map.ofEntries(
            Map.entry("role", "none"),
            Map.entry("search_path", "pg_catalog, pg_temp"),
            Map.entry("TimeZone", "UTC"),
            Map.entry("DateStyle", "ISO, YMD"),
            Map.entry("IntervalStyle", "postgres"),
            Map.entry("extra_float_digits", "1"),
            Map.entry("bytea_output", "hex"),
            Map.entry("lc_monetary", "C"),
            Map.entry("quote_all_identifiers", "off"),
            Map.entry("jit", "off")));

    public SessionSettings {
        values = new TreeMap<>(values);
    }

    /** Timeouts for locks, for statements and for clients that no longer answer, and settings that scripts rely on. */
    static SessionSettings withTimeouts(Duration lockTimeout, Duration statementTimeout) {
        return new SessionSettings(Map.of(
                "lock_timeout", String.valueOf(lockTimeout.toMillis()),
                "statement_timeout", String.valueOf(statementTimeout.toMillis()),
                "idle_in_transaction_session_timeout", "60s",
                "synchronous_commit", "on",
                "standard_conforming_strings", "on",
                "client_connection_check_interval", "5s"));
    }

    SessionSettings with(SessionSettings added) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(added.values);
        return new SessionSettings(all);
    }

    /** A query that applies the settings until the connection is closed. */
    public String sessionQuery() {
        return query("false");
    }

    /** A query that applies the settings until the transaction ends or its savepoint is rolled back. */
    public String transactionQuery() {
        return query("true");
    }

    private String query(String isLocal) {
        return """
                SELECT pg_catalog.set_config(wanted.name, wanted.setting, %s)
                  FROM (VALUES %s) AS wanted(name, setting)
                 WHERE pg_catalog.current_setting(wanted.name, true) IS NOT NULL"""
                .formatted(
                        isLocal,
                        values.entrySet().stream()
                                .map(entry ->
                                        "('%s', %s)".formatted(entry.getKey(), SqlQuoting.literal(entry.getValue())))
                                .collect(Collectors.joining(", ")));
    }
}
