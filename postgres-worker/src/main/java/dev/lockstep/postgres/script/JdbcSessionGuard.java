package dev.lockstep.postgres.script;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.postgres.target.SqlQuoting;
import dev.lockstep.worker.OperationFailed;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Limits what a script can do to the settings of its session, and restores all settings after the script in the script's
 * transaction, so that the journal's writes and everything after them run with the worker's settings.
 */
final class JdbcSessionGuard {
    /** Not from {@code pg_settings}, which the server prepares from all of its settings for each reader. */
    private static final String READ_NAMED =
            """
            SELECT name, value
              FROM (SELECT name, pg_catalog.current_setting(name, true) AS value
                      FROM pg_catalog.unnest(:names::pg_catalog.text[]) AS names(name)) AS settings
             WHERE value IS NOT NULL""";

    /** Flyway sets it for the script. */
    private static final String SEARCH_PATH = "search_path";

    private final JdbcDispatchSession session;
    private final JdbcTemplate jdbc;
    private final GuardedSettings guardedAtStart;
    private final Map<String, String> sessionAtStart;

    private JdbcSessionGuard(JdbcDispatchSession session) {
        this.session = session;
        this.jdbc = new JdbcTemplate(session.dataSource());
        this.guardedAtStart = readGuarded(jdbc);
        this.sessionAtStart = readSession(session);
    }

    /** Starts before the first statement of the script. */
    static JdbcSessionGuard start(JdbcDispatchSession session) {
        return new JdbcSessionGuard(session);
    }

    /**
     * Checks the settings after a statement: sets raised timeouts back to their limit.
     *
     * @throws OperationFailed if the statement changed a setting that the journal depends on
     */
    void check() {
        GuardedSettings changed = readGuarded(jdbc);
        guardedAtStart.findForbiddenChange(changed).ifPresent(change -> {
            throw OperationFailed.withoutEffect(
                    "setting-changed",
                    "the script changed %s, but Lockstep's journal depends on it; remove the change".formatted(change));
        });
        Map<String, String> corrections = guardedAtStart.corrections(changed);
        if (!corrections.isEmpty()) {
            JdbcSimpleQuery.execute(session, setAll(corrections));
        }
    }

    /** Restores user, role and all settings to what they were at the start. */
    void restore() {
        JdbcSimpleQuery.execute(
                session, "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; " + setAll(sessionAtStart));
    }

    /** Without a prepared statement, which a script could remove. */
    private static GuardedSettings readGuarded(JdbcTemplate jdbc) {
        return jdbc.query("SELECT " + JdbcGuardedSettings.COLUMNS, (row, _number) -> JdbcGuardedSettings.read(row, 1))
                .getFirst();
    }

    /** The settings that were set for this session; all others have the values that {@code RESET ALL} restores. */
    private static Map<String, String> readSession(JdbcDispatchSession session) {
        Map<String, String> values = new TreeMap<>();
        session.jdbc()
                .sql(READ_NAMED)
                .param(
                        "names",
                        Stream.concat(session.settingNames().stream(), Stream.of(SEARCH_PATH))
                                .toArray(String[]::new))
                .query(row -> {
                    values.put(row.getString(1), row.getString(2));
                });
        return values;
    }

    private static String setAll(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> "pg_catalog.set_config(%s, %s, false)"
                        .formatted(SqlQuoting.literal(entry.getKey()), SqlQuoting.literal(entry.getValue())))
                .collect(Collectors.joining(", ", "SELECT ", ""));
    }
}
