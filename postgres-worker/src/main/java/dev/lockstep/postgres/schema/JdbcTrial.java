package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.sql.SqlScript;
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
    private final Duration limit;
    private final long start = System.nanoTime();
    private final Map<String, StepFailure> failures = new HashMap<>();
    private List<Statement> script = new ArrayList<>();

    /** @param limit how long the transaction may last */
    JdbcTrial(DataSource connection, JdbcClient jdbc, Duration limit) {
        this.connection = connection;
        this.jdbc = jdbc;
        this.limit = limit;
    }

    /**
     * Runs the statements. If one fails, none has an effect, and a later attempt may succeed.
     *
     * @param object the object that the statements are about
     */
    boolean attempt(String object, List<Statement> statements) {
        statements.forEach(JdbcTrial::requireSingle);
        limitStatements();
        jdbc.sql("SAVEPOINT lockstep_trial").update();
        try {
            statements.forEach(statement -> execute(statement.sql()));
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
        script.addAll(statements);
        return true;
    }

    /** Runs a statement as it is. */
    void execute(String sql) {
        JdbcSimpleQuery.execute(connection, sql);
    }

    /** The statements come from a file. None of them may end the transaction, which is rolled back. */
    private static void requireSingle(Statement statement) {
        SqlScript parsed = SqlScript.parse(statement.sql());
        if (!parsed.violations().isEmpty() || parsed.statements().size() != 1) {
            throw OperationFailed.withoutEffect(
                    "schema-statement-refused",
                    "the definitions have a statement that is not one that a script may have: " + statement.sql());
        }
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
