package dev.lockstep.postgres.journal;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.worker.FinishedRestore;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes the last restore that has ended, on the caller's connection. */
public final class JdbcLastRestore {
    private JdbcLastRestore() {}

    public static Optional<FinishedRestore> read(JdbcClient jdbc) {
        return jdbc.sql("SELECT record FROM lockstep_journal.last_restore")
                .query(String.class)
                .optional()
                .map(record -> LockstepJson.messages().readValue(record, FinishedRestore.class));
    }

    /** Writes the restore, unless the journal has it or a later one. */
    public static void write(JdbcClient jdbc, FinishedRestore ended) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep_journal.last_restore (dispatch, record) VALUES (:dispatch, :record)
                        ON CONFLICT (only_row) DO UPDATE SET dispatch = excluded.dispatch, record = excluded.record
                         WHERE last_restore.dispatch < excluded.dispatch""")
                .param("dispatch", ended.dispatch().value())
                .param("record", LockstepJson.messages().writeValueAsString(ended))
                .update();
    }
}
