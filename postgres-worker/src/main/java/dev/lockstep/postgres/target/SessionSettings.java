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
     * Settings under which the catalog has one text for each definition: qualified names, and one form for dates, numbers
     * and bytes. Without them the text would depend on the JVM's time zone and on what a script has set.
     */
    public static final SessionSettings FOR_CATALOG = new SessionSettings(Map.ofEntries(
            Map.entry("role", "none"),
            Map.entry("search_path", "pg_catalog"),
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

    /** Limits for waiting: for locks, for statements, and for a client that no longer answers. */
    static SessionSettings withTimeouts(Duration lockTimeout, Duration statementTimeout) {
        return new SessionSettings(Map.of(
                "lock_timeout", String.valueOf(lockTimeout.toMillis()),
                "statement_timeout", String.valueOf(statementTimeout.toMillis()),
                "idle_in_transaction_session_timeout", "60s",
                "synchronous_commit", "on",
                "standard_conforming_strings", "on",
                "client_connection_check_interval", "5s"));
    }

    SessionSettings with(SessionSettings others) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(others.values);
        return new SessionSettings(all);
    }

    /** A query that sets them until the connection is closed. */
    String forSession() {
        return query("false");
    }

    /** A query that sets them until the transaction ends or its savepoint is rolled back. */
    public String forTransaction() {
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
                                .map(entry -> "('%s', '%s')".formatted(entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining(", ")));
    }
}
