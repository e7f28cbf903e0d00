package dev.lockstep.postgres.dryrun;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.postgres.script.FlywayPlannedVersions;
import dev.lockstep.postgres.script.JdbcSchemaHistory;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.postgres.unit.JdbcCatalogTrials;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The transaction of a dry run, and what its steps have in common. */
final class JdbcDryRunTransaction {
    /** Between two steps an apply resets the session. Nothing here needs to run outside of a transaction. */
    private static final String RESET = "CLOSE ALL; DEALLOCATE ALL; DISCARD TEMP; DISCARD SEQUENCES;"
            + " SELECT pg_catalog.pg_advisory_unlock_all()";

    private final JdbcDispatchSession session;
    private final JdbcTimeLimit timeLimit;
    private final JdbcSchemaHistory history;
    private final JdbcCatalogTrials catalog;
    private final FlywayPlannedVersions versions = new FlywayPlannedVersions();
    private final String searchPath;
    private final OmittedStatements omitted = new OmittedStatements();
    private @Nullable String lastStatement;

    private JdbcDryRunTransaction(JdbcDispatchSession session, JdbcTimeLimit timeLimit) {
        this.session = session;
        this.timeLimit = timeLimit;
        this.history = JdbcSchemaHistory.of(session);
        this.catalog = history.catalog().trials(session);
        this.searchPath = session.jdbc()
                .sql("SELECT pg_catalog.current_setting('search_path')")
                .query(String.class)
                .single();
    }

    static JdbcDryRunTransaction start(JdbcDispatchSession session, JdbcTimeLimit timeLimit) {
        timeLimit.setOnServer();
        return new JdbcDryRunTransaction(session, timeLimit);
    }

    JdbcDispatchSession session() {
        return session;
    }

    JdbcClient jdbc() {
        return session.jdbc();
    }

    JdbcTimeLimit timeLimit() {
        return timeLimit;
    }

    JdbcSchemaHistory history() {
        return history;
    }

    JdbcCatalogTrials catalog() {
        return catalog;
    }

    FlywayPlannedVersions versions() {
        return versions;
    }

    /** What is missing in the transaction of the steps until now. */
    OmittedStatements omitted() {
        return omitted;
    }

    void setSavepoint() {
        jdbc().sql("SAVEPOINT lockstep_step").update();
    }

    /** Goes back to the state before the step; the savepoint remains. */
    void rollBack() {
        jdbc().sql("ROLLBACK TO SAVEPOINT lockstep_step").update();
    }

    /** Ends the step and keeps its effect for the steps after it. */
    void endStep() {
        JdbcSimpleQuery.execute(session, RESET);
        jdbc().sql("RELEASE SAVEPOINT lockstep_step").update();
    }

    /** Flyway changes the search path only for {@code up}. */
    void restoreSearchPath() {
        jdbc().sql("SELECT pg_catalog.set_config('search_path', :path, false)")
                .param("path", searchPath)
                .query()
                .listOfRows();
    }

    /** Remembers the last statement that has succeeded. */
    void executed(StepId step, String script, int line) {
        lastStatement = "; in step %s, everything up to line %d of %s had run".formatted(step, line, script);
        timeLimit.check();
    }

    /** What has run of a step that was cancelled. */
    String progressOf(StepId step) {
        return lastStatement == null ? "; no statement of step %s had run".formatted(step) : lastStatement;
    }
}
