package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.coordinator.unawaited.JdbcRequests;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores requests about targets. All methods take part in the current transaction. */
final class JdbcTargetRequests {
    // The first part of the key of an advisory lock; the second part is made from the name of the target.
    private static final int TARGET_LOCK = 0x10C_57EA;
    // Requests that were made so much later remove the row, so that schedules do not fill the table.
    private static final int KEPT = 500;
    // A schema is large, and no use after it is compared.
    private static final int KEPT_SCHEMAS = 20;

    private static final String COLUMNS = viewColumns("'target.schema'");
    private static final String COLUMNS_IN_LIST = viewColumns("'target.schema', 'target.schema-difference'");

    private final JdbcTemplate jdbc;

    JdbcTargetRequests(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Prevents other transactions from adding requests about the target until the current transaction ends. */
    void lockTarget(TargetName target) {
        jdbc.query("SELECT pg_advisory_xact_lock(?, hashtext(?))", _row -> {}, TARGET_LOCK, target.value());
    }

    /**
     * Inserts a request that is due at once, and removes old ones that changed nothing and stop nothing. Requires the lock of
     * the target.
     */
    StoredTargetRequest insert(TargetRequest message, @Nullable String reason, Actor actor) {
        String target = message.header().target().value();
        StoredTargetRequest inserted = jdbc.query(
                        """
                        INSERT INTO target_request (target, number, type, request, reason, actor, requested_at, dispatch,
                            state, attempts, next_attempt)
                        SELECT ?, coalesce(max(number), 0) + 1, ?, ?::json, ?, ?::json,
                            date_trunc('milliseconds', clock_timestamp()), ?, 'REQUESTED', 0, clock_timestamp()
                        FROM target_request WHERE target = ?
                        RETURNING %s
                        """
                                .formatted(COLUMNS),
                        (row, _index) -> new StoredTargetRequest(message, view(row)),
                        target,
                        message.type(),
                        LockstepJson.messages().writeValueAsString(message),
                        reason,
                        LockstepJson.messages().writeValueAsString(actor),
                        message.header().dispatch().value(),
                        target)
                .getFirst();
        jdbc.update(
                """
                DELETE FROM target_request r WHERE target = ? AND number <= ? AND state <> 'REQUESTED'
                    AND (type NOT IN ('target.baseline', 'target.reidentify', 'target.uninstall')
                        OR state = 'FAILED' OR (request ->> 'dryRun')::boolean)
                    AND NOT EXISTS (SELECT 1 FROM target_stop s WHERE s.target = r.target AND s.request = r.number)
                """,
                target,
                inserted.view().number() - KEPT);
        jdbc.update(
                """
                DELETE FROM target_request WHERE target = ? AND number <= ? AND state <> 'REQUESTED'
                    AND type IN ('target.schema', 'target.schema-difference')
                """,
                target,
                inserted.view().number() - KEPT_SCHEMAS);
        return inserted;
    }

    Optional<TargetRequestView> find(TargetName target, long number) {
        return views(COLUMNS, "WHERE target = ? AND number = ?", target.value(), number).stream()
                .findFirst();
    }

    /** The requests with a lower number, newest first, without the statements of differences. */
    List<TargetRequestView> before(TargetName target, int number, int limit) {
        return views(
                COLUMNS_IN_LIST,
                "WHERE target = ? AND number < ? ORDER BY number DESC LIMIT ?",
                target.value(),
                number,
                limit);
    }

    /**
     * A schema that was read.
     *
     * @param number the number of the request that has read it
     */
    record ReadSchema(int number, Instant at, PackedSchema schema) {}

    /** The schema of a target that was read last. */
    Optional<ReadSchema> newestSchema(TargetName target) {
        return jdbc
                .query(
                        """
                        SELECT number, answered_at, report FROM target_request
                         WHERE target = ? AND type = ? AND state = 'ANSWERED' ORDER BY number DESC LIMIT 1
                        """,
                        (row, _index) -> Optional.ofNullable(
                                answer(row) instanceof TargetReport.Schema read
                                        ? new ReadSchema(
                                                row.getInt("number"),
                                                row.getTimestamp("answered_at").toInstant(),
                                                read.result())
                                        : null),
                        target.value(),
                        RequestKind.SCHEMA.type())
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The newest request of a kind in a state. */
    Optional<TargetRequestView> newest(TargetName target, RequestKind kind, TargetRequestState state) {
        return views(
                        COLUMNS,
                        "WHERE target = ? AND type = ? AND state = ? ORDER BY number DESC LIMIT 1",
                        target.value(),
                        kind.type(),
                        state.name())
                .stream()
                .findFirst();
    }

    /** The oldest request that has not ended. */
    Optional<TargetRequestView> open(TargetName target) {
        return views(COLUMNS, "WHERE target = ? AND state = 'REQUESTED' ORDER BY number LIMIT 1", target.value())
                .stream()
                .findFirst();
    }

    /** Locks a request that has no answer yet. */
    Optional<StoredTargetRequest> lockRequested(DispatchNumber dispatch) {
        return select("WHERE dispatch = ? AND state = 'REQUESTED' FOR UPDATE", dispatch.value()).stream()
                .findFirst();
    }

    /** Locks a request that has no answer, also one that was given up. */
    Optional<StoredTargetRequest> lockUnanswered(DispatchNumber dispatch) {
        return select("WHERE dispatch = ? AND state <> 'ANSWERED' FOR UPDATE", dispatch.value()).stream()
                .findFirst();
    }

    /** Locks the request whose next attempt has been due for the longest time, if no other coordinator has locked it. */
    Optional<StoredTargetRequest> lockNextDue() {
        return select("WHERE next_attempt <= clock_timestamp() ORDER BY next_attempt LIMIT 1 FOR UPDATE SKIP LOCKED")
                .stream()
                .findFirst();
    }

    /** Counts an attempt, and sets the time of the next one. */
    void markSent(DispatchNumber sent, Duration untilNext) {
        jdbc.update(
                """
                UPDATE target_request SET attempts = attempts + 1,
                    next_attempt = clock_timestamp() + make_interval(secs => ?)
                WHERE dispatch = ?
                """,
                seconds(untilNext),
                sent.value());
    }

    /** Takes an attempt back that Kafka did not accept, and sets the time of the next one. */
    void markUnsent(DispatchNumber unsent, Duration untilNext) {
        jdbc.update(
                """
                UPDATE target_request SET attempts = attempts - 1,
                    next_attempt = clock_timestamp() + make_interval(secs => ?)
                WHERE dispatch = ? AND state = 'REQUESTED'
                """,
                seconds(untilNext),
                unsent.value());
    }

    /** Lets the next attempt of a request whose worker still runs wait at least this long. */
    void renew(DispatchNumber running, Duration untilNext) {
        jdbc.update(
                """
                UPDATE target_request SET next_attempt =
                    greatest(next_attempt, clock_timestamp() + make_interval(secs => ?))
                WHERE dispatch = ? AND state = 'REQUESTED'
                """,
                seconds(untilNext),
                running.value());
    }

    /** Keeps the last failure of a request that is attempted again. */
    void note(DispatchNumber failed, String finding) {
        jdbc.update(
                "UPDATE target_request SET finding = ? WHERE dispatch = ? AND state = 'REQUESTED'",
                JdbcRequests.storable(finding),
                failed.value());
    }

    void answer(DispatchNumber dispatch, TargetReport.Answer answer) {
        jdbc.update(
                """
                UPDATE target_request SET state = 'ANSWERED', report = ?::json, finding = NULL,
                    answered_at = date_trunc('milliseconds', clock_timestamp()), next_attempt = NULL
                WHERE dispatch = ?
                """,
                LockstepJson.messages().writeValueAsString(answer),
                dispatch.value());
    }

    void fail(DispatchNumber dispatch, String finding) {
        jdbc.update(
                """
                UPDATE target_request SET state = 'FAILED', finding = ?,
                    answered_at = date_trunc('milliseconds', clock_timestamp()), next_attempt = NULL
                WHERE dispatch = ?
                """,
                JdbcRequests.storable(finding),
                dispatch.value());
    }

    /**
     * The columns of a view. Schemas have up to a million characters each, so they are not sent to the coordinator.
     *
     * @param withoutReport the types of requests whose answers are left out
     */
    private static String viewColumns(String withoutReport) {
        // No schema of a worker has an escape. PostgreSQL stores some that it refuses to read.
        return """
                target, number, type, reason, actor, requested_at, state, finding, answered_at, attempts,
                CASE WHEN type NOT IN (%s) THEN report END AS report,
                CASE WHEN type = 'target.schema' AND strpos(report::text, '\\u') = 0
                     THEN (report #>> '{result,objects}')::int END AS schema_objects
                """
                .formatted(withoutReport);
    }

    private List<TargetRequestView> views(String columns, String condition, Object... arguments) {
        return jdbc.query(
                "SELECT %s FROM target_request %s".formatted(columns, condition),
                (row, _index) -> view(row),
                arguments);
    }

    private List<StoredTargetRequest> select(String condition, Object... arguments) {
        return jdbc.query(
                "SELECT request, %s FROM target_request %s".formatted(COLUMNS, condition),
                (row, _index) -> new StoredTargetRequest(
                        LockstepJson.messages().readValue(row.getString("request"), TargetRequest.class), view(row)),
                arguments);
    }

    private static TargetRequestView view(ResultSet row) throws SQLException {
        TargetReport.Answer answer = answer(row);
        Timestamp answeredAt = row.getTimestamp("answered_at");
        return new TargetRequestView(
                new TargetName(row.getString("target")),
                row.getInt("number"),
                RequestKind.ofType(row.getString("type")),
                row.getString("reason"),
                LockstepJson.messages().readValue(row.getString("actor"), Actor.class),
                row.getTimestamp("requested_at").toInstant(),
                TargetRequestState.valueOf(row.getString("state")),
                answer instanceof TargetReport.Baseline baseline ? baseline.result() : null,
                answer instanceof TargetReport.Drift drift ? drift.result() : null,
                answer instanceof TargetReport.Reidentify reidentified ? reidentified.result() : null,
                row.getObject("schema_objects", Integer.class),
                answer instanceof TargetReport.SchemaDifference difference ? difference.result() : null,
                answer instanceof TargetReport.SchemaVersions versions ? versions.result() : null,
                answer instanceof TargetReport.Uninstall uninstalled ? uninstalled.result() : null,
                row.getString("finding"),
                answeredAt == null ? null : answeredAt.toInstant(),
                row.getInt("attempts"));
    }

    private static TargetReport.@Nullable Answer answer(ResultSet row) throws SQLException {
        String report = row.getString("report");
        return report == null ? null : LockstepJson.messages().readValue(report, TargetReport.Answer.class);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
