package dev.lockstep.postgres.journal;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.postgres.journal.JdbcJournalSchema.Current;
import dev.lockstep.postgres.target.JournalInSearchPath;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.PurgedRows;
import dev.lockstep.worker.StepJournal.Opened;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.StepPhase;
import dev.lockstep.worker.StepRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes the fence and the records of steps on the caller's connection. */
public final class JdbcStepRecords {
    static final String UPSERT =
            """
            INSERT INTO lockstep_journal.step (migration, step, phase, dispatch, checksum, plan, applied, compensated)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (migration, step) DO UPDATE
               SET phase = excluded.phase, dispatch = excluded.dispatch, checksum = excluded.checksum, plan = excluded.plan,
                   applied = excluded.applied, compensated = excluded.compensated, changed_at = pg_catalog.now()""";

    /** By name, because a prepared statement with {@code *} fails after the table has got another column. */
    static final String COLUMNS = "step.phase, step.dispatch, step.checksum, step.plan, step.applied, step.compensated";

    private JdbcStepRecords() {}

    /** Deletes the record of a step, the only row that the journal has for it. */
    static PurgedRows delete(JdbcClient jdbc, StepKey key) {
        return jdbc
                .sql(
                        """
                        DELETE FROM lockstep_journal.step WHERE migration = :migration AND step = :step
                        RETURNING pg_catalog.pg_column_size(step.*)""")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, _index) -> new PurgedRows(1, row.getLong(1)))
                .list()
                .stream()
                .reduce(PurgedRows.NONE, PurgedRows::plus);
    }

    static JournalEntry read(JdbcClient jdbc, StepKey key) {
        return jdbc.sql(
                        """
                        SELECT fence.dispatch AS fence, %s
                          FROM lockstep_journal.fence
                          LEFT JOIN lockstep_journal.step ON step.migration = :migration AND step.step = :step"""
                                .formatted(COLUMNS))
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, number) -> toEntry(row, key))
                .single();
    }

    /** The records of those steps that have one. */
    static List<StepRecord> readAll(JdbcClient jdbc, List<StepKey> keys) {
        return jdbc.sql(
                        """
                        SELECT step.migration, step.step, %s
                          FROM unnest(:migrations::uuid[], :steps::text[]) AS wanted (migration, step)
                          JOIN lockstep_journal.step USING (migration, step)"""
                                .formatted(COLUMNS))
                .param(
                        "migrations",
                        keys.stream().map(key -> key.migration().toString()).toArray(String[]::new))
                .param("steps", keys.stream().map(key -> key.step().value()).toArray(String[]::new))
                .query((row, _index) -> toRecord(
                        row,
                        new StepKey(
                                new MigrationId(row.getObject("migration", UUID.class)),
                                new StepId(row.getString("step")))))
                .list();
    }

    private static JournalEntry toEntry(ResultSet row, StepKey key) throws SQLException {
        return new JournalEntry(
                new DispatchNumber(row.getLong("fence")), row.getString("phase") == null ? null : toRecord(row, key));
    }

    /** The target's identity and the step's entry, with the version of the journal; empty if there is no identity. */
    static Optional<Current<Opened>> open(JdbcClient jdbc, StepKey key) {
        return jdbc.sql(
                        """
                        SELECT (SELECT max(version) FROM lockstep_journal.journal_version) AS version,
                               identity.value AS identity, fence.dispatch AS fence, %s
                          FROM lockstep_journal.identity
                         CROSS JOIN lockstep_journal.fence
                          LEFT JOIN lockstep_journal.step ON step.migration = :migration AND step.step = :step"""
                                .formatted(COLUMNS))
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, number) -> new Current<>(
                        row.getInt("version"),
                        new Opened(new TargetIdentity(row.getObject("identity", UUID.class)), toEntry(row, key))))
                .optional();
    }

    /**
     * Locks the fence until the transaction ends and returns it.
     *
     * @throws OperationFailed if unqualified names could resolve to the journal's tables on this connection
     */
    public static DispatchNumber lockFence(JdbcClient jdbc) {
        return jdbc.sql(
                        """
                        SELECT dispatch,
                               CASE WHEN 'lockstep_journal' = ANY (pg_catalog.current_schemas(false))
                                    THEN pg_catalog.current_setting('search_path') END AS search_path_with_journal
                          FROM lockstep_journal.fence FOR UPDATE""")
                .query((row, number) -> {
                    String searchPath = row.getString("search_path_with_journal");
                    if (searchPath != null) {
                        throw JournalInSearchPath.failure(searchPath);
                    }
                    return new DispatchNumber(row.getLong("dispatch"));
                })
                .single();
    }

    /** Writes the step's record. The caller has locked the fence, which contains the entry's dispatch already. */
    public static void write(JdbcClient jdbc, JournalEntry entry) {
        if (entry.step() != null) {
            jdbc.sql(UPSERT).params(parameters(entry.step())).update();
        }
    }

    static void setParameters(PreparedStatement statement, int first, StepRecord step) throws SQLException {
        List<@Nullable Object> parameters = parameters(step);
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(first + i, parameters.get(i));
        }
    }

    private static List<@Nullable Object> parameters(StepRecord step) {
        List<@Nullable Object> parameters = new ArrayList<>();
        Collections.addAll(
                parameters,
                step.key().migration().value(),
                step.key().step().value(),
                step.phase().name(),
                step.dispatch().value(),
                step.checksum().value(),
                step.plan() == null ? null : step.plan().value(),
                toJson(step.applied()),
                toJson(step.compensated()));
        return parameters;
    }

    static StepRecord toRecord(ResultSet row, StepKey key) throws SQLException {
        return new StepRecord(
                key,
                StepPhase.valueOf(row.getString("phase")),
                new DispatchNumber(row.getLong("dispatch")),
                new Checksum(row.getString("checksum")),
                toChecksum(row.getString("plan")),
                parse(row.getString("applied"), StepResult.class),
                parse(row.getString("compensated"), CompensationResult.class));
    }

    private static @Nullable Checksum toChecksum(@Nullable String value) {
        return value == null ? null : new Checksum(value);
    }

    private static @Nullable String toJson(@Nullable Object result) {
        return result == null ? null : LockstepJson.messages().writeValueAsString(result);
    }

    private static <T> @Nullable T parse(@Nullable String json, Class<T> type) {
        return json == null ? null : LockstepJson.messages().readValue(json, type);
    }
}
