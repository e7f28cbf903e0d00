package dev.lockstep.postgres.target;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Settings of a connection as one query; of a setting that the server does not know, nothing is set. */
public record SessionSettings(Map<String, String> values) {
    /**
     * Under which the catalog reads the same whoever asks: every name qualified, and constants of dates, numbers and bytes
     * in one form, for the driver takes the time zone from its own process and a script may set any of them.
     */
    public static final SessionSettings SAME_FOR_ALL = new SessionSettings(Map.ofEntries(
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

    /** Nothing waits for ever: not for a lock, not for a silent client, not for a server that went away. */
    static SessionSettings patient(Duration lockTimeout, Duration statementTimeout) {
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

    /** Sets them until the connection is closed. */
    String forSession() {
        return set("false");
    }

    /** Sets them until the transaction ends, or its savepoint is gone back to. */
    public String forTransaction() {
        return set("true");
    }

    private String set(String local) {
        return """
                SELECT pg_catalog.set_config(wanted.name, wanted.setting, %s)
                  FROM (VALUES %s) AS wanted(name, setting)
                 WHERE pg_catalog.current_setting(wanted.name, true) IS NOT NULL"""
                .formatted(
                        local,
                        values.entrySet().stream()
                                .map(entry -> "('%s', '%s')".formatted(entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining(", ")));
    }
}
