package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.saga.EndpointAnswer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores what endpoints are asked and told, and finds what is due, by the clock of the database. */
public final class JdbcEndpointCalls {
    /** The purpose of a notification, beside those of the questions of a saga. */
    public static final String NOTIFICATION = "NOTIFICATION";

    private static final int LOCK = 0x10CC5;

    private final JdbcTemplate jdbc;

    public JdbcEndpointCalls(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A new row.
     *
     * @param number of a question; absent for a notification
     * @param purpose of the question, or {@link #NOTIFICATION}
     * @param holds whether the application stays in maintenance for this migration
     */
    public record NewCall(
            MigrationId migration,
            @Nullable Integer number,
            EndpointName endpoint,
            String purpose,
            Object content,
            boolean holds) {}

    /**
     * The end of a question.
     *
     * @param askAgainAfter the time after which the endpoint is asked again; absent if it is not
     */
    public record EndedCall(
            MigrationId migration, int number, EndpointAnswer answer, @Nullable Duration askAgainAfter) {}

    /**
     * A request to make.
     *
     * @param attempts the number of requests, with this one; another coordinator that repeats the request changes it,
     *     and then this one writes nothing any more
     * @param isAwaited whether a saga waits for the answer
     */
    public record DueCall(
            long id,
            MigrationId migration,
            EndpointName endpoint,
            String purpose,
            String content,
            int attempts,
            boolean isAwaited) {}

    /** Adds new rows, which are due at once. */
    public static void addInsert(JdbcCombinedStatement statement, List<NewCall> calls) {
        if (!calls.isEmpty()) {
            statement.add(
                    "inserted_calls",
                    """
                    INSERT INTO endpoint_call (migration_id, number, endpoint, purpose, content, holds, next_attempt)
                    SELECT migration_id, number, endpoint, purpose, content::json, holds, clock_timestamp()
                    FROM unnest(?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::boolean[])
                        AS c (migration_id, number, endpoint, purpose, content, holds)
                    """,
                    JdbcCombinedStatement.texts(calls, NewCall::migration),
                    JdbcCombinedStatement.texts(calls, NewCall::number),
                    JdbcCombinedStatement.texts(calls, NewCall::endpoint),
                    JdbcCombinedStatement.texts(calls, NewCall::purpose),
                    JdbcCombinedStatement.texts(
                            calls, call -> LockstepJson.messages().writeValueAsString(call.content())),
                    JdbcCombinedStatement.texts(calls, NewCall::holds));
        }
    }

    /** Adds the ends of questions, none of which is inserted by the same statement. */
    public static void addEnd(JdbcCombinedStatement statement, List<EndedCall> ended) {
        if (!ended.isEmpty()) {
            statement.add(
                    "ended_calls",
                    """
                    UPDATE endpoint_call c SET state = CASE WHEN e.passed THEN 'PASSED' ELSE 'FAILED' END,
                        finding = e.finding, ended_at = clock_timestamp(),
                        next_attempt = clock_timestamp() + e.again_millis * interval '1 millisecond'
                    FROM unnest(?::uuid[], ?::bigint[], ?::boolean[], ?::text[], ?::bigint[])
                        AS e (migration_id, number, passed, finding, again_millis)
                    WHERE c.migration_id = e.migration_id AND c.number = e.number AND c.state = 'OPEN'
                    """,
                    JdbcCombinedStatement.texts(ended, EndedCall::migration),
                    JdbcCombinedStatement.texts(ended, EndedCall::number),
                    JdbcCombinedStatement.texts(ended, call -> call.answer().passed()),
                    JdbcCombinedStatement.texts(ended, call -> call.answer().finding()),
                    JdbcCombinedStatement.numbers(
                            ended,
                            call -> call.askAgainAfter() == null
                                    ? null
                                    : call.askAgainAfter().toMillis()));
        }
    }

    /**
     * Takes the request that has been due for the longest time. Requests to enter and to leave maintenance are made one
     * after the other for each endpoint, and notifications of a migration in their order.
     *
     * @param lease after which another coordinator makes the request again
     * @param maxParallel the number of requests to one endpoint at the same time
     */
    public Optional<DueCall> takeNextDue(Duration lease, int maxParallel) {
        if (!hasDue()) {
            return Optional.empty();
        }
        jdbc.query("SELECT pg_advisory_xact_lock(?)", _row -> {}, LOCK);
        return jdbc
                .query(
                        """
                        UPDATE endpoint_call SET attempts = attempts + 1,
                            first_attempt = coalesce(first_attempt, clock_timestamp()),
                            in_flight_until = clock_timestamp() + make_interval(secs => ?),
                            next_attempt = clock_timestamp() + make_interval(secs => ?)
                        WHERE id = (SELECT id FROM endpoint_call c WHERE next_attempt <= clock_timestamp()
                            AND (SELECT count(*) FROM endpoint_call o WHERE o.endpoint = c.endpoint
                                AND o.in_flight_until > clock_timestamp()) < ?
                            AND NOT (purpose LIKE '%MAINTENANCE' AND EXISTS (SELECT FROM endpoint_call o
                                WHERE o.endpoint = c.endpoint AND o.purpose LIKE '%MAINTENANCE'
                                AND o.in_flight_until > clock_timestamp()))
                            AND NOT (purpose = 'NOTIFICATION' AND EXISTS (SELECT FROM endpoint_call o
                                WHERE o.migration_id = c.migration_id AND o.state = 'OPEN' AND o.id < c.id
                                AND o.endpoint = c.endpoint AND o.purpose = 'NOTIFICATION'))
                            ORDER BY next_attempt LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, migration_id, endpoint, purpose, content, attempts, state = 'OPEN'
                        """,
                        JdbcEndpointCalls::dueCall, seconds(lease), seconds(lease), maxParallel)
                .stream()
                .findFirst();
    }

    private boolean hasDue() {
        return !jdbc.queryForList("SELECT 1 FROM endpoint_call WHERE next_attempt <= clock_timestamp() LIMIT 1")
                .isEmpty();
    }

    private static DueCall dueCall(ResultSet row, int _index) throws SQLException {
        return new DueCall(
                row.getLong(1),
                new MigrationId(row.getObject(2, UUID.class)),
                new EndpointName(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                row.getBoolean(7));
    }

    /**
     * Lets go of the application for this migration, unless it has been asked to enter again since, for a rollback.
     *
     * @return the migration for which it stays in maintenance; empty if it must be asked to leave
     */
    public Optional<MigrationId> release(DueCall leaving) {
        jdbc.update(
                "UPDATE endpoint_call SET holds = false WHERE migration_id = ? AND endpoint = ? AND id < ?",
                leaving.migration().value(),
                leaving.endpoint().value(),
                leaving.id());
        return jdbc
                .query(
                        "SELECT migration_id FROM endpoint_call WHERE holds AND endpoint = ? ORDER BY id LIMIT 1",
                        (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                        leaving.endpoint().value())
                .stream()
                .findFirst();
    }

    /** Whether the time limit of a call has passed since its first request. */
    public boolean isOver(DueCall call, Duration limit) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT first_attempt + make_interval(secs => ?) <= clock_timestamp() FROM endpoint_call WHERE id = ?",
                Boolean.class,
                seconds(limit),
                call.id()));
    }

    /**
     * Keeps a finding, and sets the time of the next request, at the latest when the time limit is over; unless the
     * saga has ended the question meanwhile.
     */
    public void postpone(DueCall call, String finding, Duration backoff, Duration limit) {
        jdbc.update(
                """
                UPDATE endpoint_call SET in_flight_until = NULL,
                    finding = CASE WHEN state = 'OPEN' THEN ? ELSE finding END,
                    next_attempt = CASE WHEN state = 'OPEN'
                        THEN least(clock_timestamp() + make_interval(secs => ?),
                            greatest(first_attempt + make_interval(secs => ?), clock_timestamp()))
                        ELSE next_attempt END
                WHERE id = ? AND attempts = ?
                """,
                finding,
                seconds(backoff),
                seconds(limit),
                call.id(),
                call.attempts());
    }

    /** Ends a call that no saga awaits. */
    public void end(DueCall call, boolean passed, String finding) {
        jdbc.update(
                """
                UPDATE endpoint_call SET in_flight_until = NULL, next_attempt = NULL, finding = ?,
                    state = CASE WHEN ? THEN 'PASSED' ELSE 'FAILED' END,
                    ended_at = coalesce(ended_at, clock_timestamp())
                WHERE id = ? AND attempts = ?
                """,
                finding,
                passed,
                call.id(),
                call.attempts());
    }

    /**
     * Keeps a finding about a call that its saga does not await any more, and sets the time of the next request.
     *
     * @param limit the time after the saga's wait in which a further request is made
     */
    public void postponeEnded(DueCall call, String finding, Duration interval, Duration limit) {
        jdbc.update(
                """
                UPDATE endpoint_call SET in_flight_until = NULL, finding = ?, next_attempt = CASE
                    WHEN ended_at + make_interval(secs => ?) > clock_timestamp()
                    THEN clock_timestamp() + make_interval(secs => ?) END
                WHERE id = ? AND attempts = ?
                """,
                finding,
                seconds(limit),
                seconds(interval),
                call.id(),
                call.attempts());
    }

    /** Ends the wait for an answer. */
    public void endWait(DueCall call) {
        jdbc.update(
                "UPDATE endpoint_call SET in_flight_until = NULL WHERE id = ? AND attempts = ?",
                call.id(),
                call.attempts());
    }

    /** The number of applications that are asked again to leave maintenance after the end of their migration. */
    public long notLeft() {
        Long count = jdbc.queryForObject(
                "SELECT count(*) FROM endpoint_call WHERE purpose = 'LEAVE_MAINTENANCE' AND state = 'FAILED'"
                        + " AND next_attempt IS NOT NULL",
                Long.class);
        return count == null ? 0 : count;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
