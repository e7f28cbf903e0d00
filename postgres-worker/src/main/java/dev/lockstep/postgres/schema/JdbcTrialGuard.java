package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.script.GuardedSettings;
import dev.lockstep.postgres.script.JdbcGuardedSettings;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.OperationFailed;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks that no statement of a trial has ended its transaction, and sets back the settings that it has changed. */
final class JdbcTrialGuard {
    private static final String READ =
            "SELECT pg_catalog.pg_current_xact_id()::pg_catalog.text, " + JdbcGuardedSettings.COLUMNS;

    private final JdbcClient jdbc;
    private final State start;

    private record State(String transaction, GuardedSettings settings) {}

    private JdbcTrialGuard(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.start = read();
    }

    /** Starts before the first statement of the trial. */
    static JdbcTrialGuard start(JdbcClient jdbc) {
        jdbc.sql("SAVEPOINT lockstep_start").update();
        return new JdbcTrialGuard(jdbc);
    }

    /**
     * Checks after a statement that has succeeded, and sets its settings back.
     *
     * @throws OperationFailed if the transaction is another one, or a setting that must not change has changed
     */
    void check() {
        State now = read();
        if (!now.transaction.equals(start.transaction)) {
            throw ended(null);
        }
        start.settings.findForbiddenChange(now.settings).ifPresent(change -> {
            throw OperationFailed.withoutEffect(
                    "setting-changed",
                    "a statement of the trial changed %s; remove the function that does it".formatted(change));
        });
        start.settings.corrections(now.settings).forEach((name, value) -> jdbc.sql(
                        "SELECT pg_catalog.set_config(:name, :value, false)")
                .param("name", name)
                .param("value", value)
                .query()
                .listOfRows());
    }

    /**
     * Rolls back the whole trial, also after a failure.
     *
     * @throws OperationFailed if the transaction is another one
     */
    void end() {
        try {
            jdbc.sql("ROLLBACK TO SAVEPOINT lockstep_start").update();
            if (!read().transaction.equals(start.transaction)) {
                throw ended(null);
            }
        } catch (DataAccessException e) {
            throw PostgresFailures.of(e) instanceof StepFailure.Permanent ? ended(e) : e;
        }
    }

    private static OperationFailed ended(@Nullable Throwable cause) {
        StepFailure failure = new StepFailure.Permanent(
                "schema-trial-ended",
                "a statement of the trial has ended its transaction, so what was tried before may be in the database;"
                        + " read the schema again, and remove by hand what was not there before",
                StepFailure.Effect.PARTIAL);
        return cause == null ? new OperationFailed(failure) : new OperationFailed(failure, cause);
    }

    private State read() {
        return jdbc.sql(READ)
                .query((row, _number) -> new State(row.getString(1), JdbcGuardedSettings.read(row, 2)))
                .single();
    }
}
