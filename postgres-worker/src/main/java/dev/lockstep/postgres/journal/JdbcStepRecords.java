package dev.lockstep.postgres.journal;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.StepPhase;
import dev.lockstep.worker.StepRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes the fence and the records of steps on the caller's connection. */
public final class JdbcStepRecords {
    private JdbcStepRecords() {}

    static JournalEntry read(JdbcClient jdbc, StepKey key) {
        return jdbc.sql(
                        """
                        SELECT fence.dispatch AS fence, step.*
                          FROM lockstep.fence
                          LEFT JOIN lockstep.step ON step.migration = :migration AND step.step = :step""")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, number) -> new JournalEntry(new DispatchNumber(row.getLong("fence")), toRecord(row, key)))
                .single();
    }

    /** Locks the fence until the transaction ends and returns it. */
    public static DispatchNumber lockFence(JdbcClient jdbc) {
        return new DispatchNumber(jdbc.sql("SELECT dispatch FROM lockstep.fence FOR UPDATE")
                .query(Long.class)
                .single());
    }

    /** Writes the fence and the step's record; the caller has locked the fence. */
    public static void write(JdbcClient jdbc, JournalEntry entry) {
        StepRecord step = entry.step();
        jdbc.sql("UPDATE lockstep.fence SET dispatch = :dispatch WHERE dispatch <> :dispatch")
                .param("dispatch", entry.fence().value())
                .update();
        if (step != null) {
            write(jdbc, step);
        }
    }

    private static void write(JdbcClient jdbc, StepRecord step) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep.step (migration, step, phase, dispatch, checksum, applied, compensated)
                        VALUES (:migration, :step, :phase, :dispatch, :checksum, :applied, :compensated)
                        ON CONFLICT (migration, step) DO UPDATE
                           SET phase = excluded.phase, dispatch = excluded.dispatch, checksum = excluded.checksum,
                               applied = excluded.applied, compensated = excluded.compensated, changed_at = now()""")
                .param("migration", step.key().migration().value())
                .param("step", step.key().step().value())
                .param("phase", step.phase().name())
                .param("dispatch", step.dispatch().value())
                .param("checksum", step.checksum().value())
                .param("applied", toJson(step.applied()))
                .param("compensated", toJson(step.compensated()))
                .update();
    }

    private static @Nullable StepRecord toRecord(ResultSet row, StepKey key) throws SQLException {
        String phase = row.getString("phase");
        return phase == null
                ? null
                : new StepRecord(
                        key,
                        StepPhase.valueOf(phase),
                        new DispatchNumber(row.getLong("dispatch")),
                        new Checksum(row.getString("checksum")),
                        parse(row.getString("applied"), StepResult.class),
                        parse(row.getString("compensated"), CompensationResult.class));
    }

    private static @Nullable String toJson(@Nullable Object result) {
        return result == null ? null : LockstepJson.messages().writeValueAsString(result);
    }

    private static <T> @Nullable T parse(@Nullable String json, Class<T> type) {
        return json == null ? null : LockstepJson.messages().readValue(json, type);
    }
}
