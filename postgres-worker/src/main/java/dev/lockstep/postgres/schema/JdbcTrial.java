package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.worker.OperationFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tries statements in a transaction that is rolled back, and keeps those that succeed as a script. */
final class JdbcTrial {
    private static final String QUERY_CANCELED = "57014";

    private final DataSource connection;
    private final JdbcClient jdbc;
    private final JdbcTrialGuard guard;
    private final Duration limit;
    private final long start = System.nanoTime();
    private final Map<String, StepFailure> failures = new HashMap<>();
    private List<Statement> script = new ArrayList<>();

    /**
     * Begins in the current transaction.
     *
     * @param limit how long the transaction may last
     */
    JdbcTrial(DataSource connection, JdbcClient jdbc, Duration limit) {
        this.connection = connection;
        this.jdbc = jdbc;
        this.guard = JdbcTrialGuard.start(jdbc);
        this.limit = limit;
    }

    /**
     * Runs the statements. If one fails, none has an effect, and a later attempt may succeed.
     *
     * @param object the object that the statements are about
     */
    boolean attempt(String object, List<Statement> statements) {
        List<Statement> commands = statements.stream()
                .map(statement -> new Statement(TrialCommand.of(statement.sql()), statement.note()))
                .toList();
        checkTime();
        jdbc.sql("SAVEPOINT lockstep_trial").update();
        try {
            commands.forEach(command -> run(command.sql()));
            jdbc.sql("RELEASE SAVEPOINT lockstep_trial").update();
        } catch (DataAccessException e) {
            StepFailure failure = PostgresFailures.of(e);
            if (!(failure instanceof StepFailure.Permanent)) {
                throw e;
            }
            if (isCancelled(e)) {
                throw limitExceeded();
            }
            jdbc.sql("ROLLBACK TO SAVEPOINT lockstep_trial; RELEASE SAVEPOINT lockstep_trial")
                    .update();
            failures.put(object, failure);
            return false;
        }
        failures.remove(object);
        script.addAll(commands);
        return true;
    }

    /** Runs one statement, which is none of the script. */
    void execute(String sql) {
        run(TrialCommand.of(sql));
    }

    private void run(String command) {
        limitStatements();
        JdbcSimpleQuery.executeSingle(connection, command);
        guard.check();
    }

    /** Rolls back everything, also after a failure, and checks that this was possible. */
    void end() {
        guard.end();
    }

    /** Limits the following statements on the server to the time that is left. */
    void limitStatements() {
        checkTime();
        jdbc.sql("SELECT pg_catalog.set_config('statement_timeout', :milliseconds, true)")
                .param(
                        "milliseconds",
                        String.valueOf(Math.max(1, limit.minus(elapsed()).toMillis())))
                .query()
                .listOfRows();
    }

    private void checkTime() {
        if (elapsed().compareTo(limit) >= 0) {
            throw limitExceeded();
        }
    }

    /** Whether the server has cancelled a statement because of {@link #limitStatements}. */
    static boolean isCancelled(DataAccessException thrown) {
        return PostgresFailures.of(thrown).code().equals(QUERY_CANCELED);
    }

    OperationFailed limitExceeded() {
        return OperationFailed.withoutEffect(
                "schema-trial-limit",
                ("the statements were cancelled after %d ms (option dry-run-limit of the target) and rolled back, because"
                                + " they hold locks; raise the option, or write the step by hand")
                        .formatted(limit.toMillis()));
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The failure of the last attempt at an object. */
    Optional<StepFailure> failureOf(String object) {
        return Optional.ofNullable(failures.get(object));
    }

    /** The number of statements that have succeeded since the last script. */
    int count() {
        return script.size();
    }

    /** The statements that have succeeded; the next script begins. */
    List<Statement> takeScript() {
        List<Statement> taken = script;
        script = new ArrayList<>();
        failures.clear();
        return List.copyOf(taken);
    }
}
