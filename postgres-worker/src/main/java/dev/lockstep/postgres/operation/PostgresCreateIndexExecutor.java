package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.journal.JdbcStepRecords;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcDispatchSessions;
import dev.lockstep.postgres.standalone.CatalogIndex;
import dev.lockstep.postgres.standalone.CreateIndexStatement;
import dev.lockstep.postgres.standalone.JdbcIndexBuilder;
import dev.lockstep.postgres.standalone.JdbcIndexes;
import dev.lockstep.postgres.standalone.JdbcIntendedIndex;
import dev.lockstep.postgres.standalone.JdbcJournaledIndexes;
import dev.lockstep.postgres.standalone.JournaledIndex;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcServerPreflight;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Applies {@code postgres.create-index} by a concurrent build, and compensates it by a concurrent drop of that index.
 * {@code docs/operations/postgres.create-index.md} describes the operation.
 */
public final class PostgresCreateIndexExecutor implements StepExecutor<PostgresCreateIndex> {
    private final JdbcConnections connections;
    private final JdbcDispatchSessions sessions;

    public PostgresCreateIndexExecutor(JdbcConnections connections, StepJournal journal) {
        this.connections = connections;
        this.sessions = new JdbcDispatchSessions(connections, journal);
    }

    @Override
    public Class<PostgresCreateIndex> operation() {
        return PostgresCreateIndex.class;
    }

    @Override
    public StepOutcome preflight(PostgresCreateIndex operation, StepContext context) {
        CreateIndexStatement statement = CreateIndexStatement.of(operation);
        connections.inTransaction(jdbc -> {
            JdbcServerPreflight.check(jdbc);
            return JdbcJournaledIndexes.find(jdbc, context.key())
                    .orElseGet(() -> JdbcIntendedIndex.determine(jdbc, statement, operation.table()));
        });
        return new StepOutcome.Succeeded(StepResult.NOTHING);
    }

    @Override
    public StepOutcome apply(PostgresCreateIndex operation, StepContext context) {
        CreateIndexStatement statement = CreateIndexStatement.of(operation);
        return new StepOutcome.Succeeded(sessions.run(context, session -> {
            JournaledIndex index =
                    session.inFencedTransaction(jdbc -> journalIntent(jdbc, operation, statement, context));
            Failpoints.hit("postgres.create-index.before-build");
            context.progress(Progress.NONE);
            new JdbcIndexBuilder(session).createOrCleanUp(index.name(), statement.concurrentSql(index.table()));
            Failpoints.hit("postgres.create-index.after-build");
            StepResult result = session.inFencedTransaction(jdbc -> journalCreated(jdbc, index, context));
            Failpoints.hit("postgres.create-index.after-build-journal");
            return result;
        }));
    }

    private static JournaledIndex journalIntent(
            JdbcClient jdbc, PostgresCreateIndex operation, CreateIndexStatement statement, StepContext context) {
        Optional<JournaledIndex> journaled = JdbcJournaledIndexes.find(jdbc, context.key());
        if (journaled.isPresent()) {
            requireNoOtherIndex(jdbc, journaled.get());
            return journaled.get();
        }
        JournaledIndex index = JdbcIntendedIndex.determine(jdbc, statement, operation.table());
        JdbcJournaledIndexes.write(jdbc, context.key(), index);
        return index;
    }

    private static void requireNoOtherIndex(JdbcClient jdbc, JournaledIndex index) {
        new JdbcIndexes(jdbc)
                .find(index.name())
                .filter(found -> !index.matches(found))
                .ifPresent(found -> {
                    throw OperationFailed.withoutEffect(
                            "index-exists",
                            "another session created %s: expected «%s», found «%s»; drop it or choose another name"
                                    .formatted(index.name(), index.definition(), found.fullDefinition()));
                });
    }

    private static StepResult journalCreated(JdbcClient jdbc, JournaledIndex index, StepContext context) {
        CatalogIndex found = new JdbcIndexes(jdbc)
                .find(index.name())
                .orElseThrow(() -> OperationFailed.retriable(
                        "index-dropped", "another session dropped index %s after its build".formatted(index.name())));
        StepResult result = JournaledIndex.RESULT;
        JdbcJournaledIndexes.write(jdbc, context.key(), index.toCreated(found));
        JdbcStepRecords.write(jdbc, context.entryWith(result));
        return result;
    }

    @Override
    public StepOutcome compensate(PostgresCreateIndex operation, StepContext context) {
        return new StepOutcome.Compensated(sessions.run(
                context, session -> session.inFencedTransaction(jdbc -> JdbcJournaledIndexes.find(jdbc, context.key()))
                        .map(index -> compensate(index, session))
                        .orElse(CompensationResult.NOTHING)));
    }

    private static CompensationResult compensate(JournaledIndex index, JdbcDispatchSession session) {
        return switch (session.inFencedTransaction(jdbc -> startCompensation(jdbc, index, session.context()))) {
            case CompensationStart.Finished(CompensationResult result) -> result;
            case CompensationStart.DropRequired(JournaledIndex dropping, String name) -> drop(dropping, name, session);
        };
    }

    /** The decision of a compensation's first transaction: it is finished, or the index must be dropped. */
    private sealed interface CompensationStart {
        record Finished(CompensationResult result) implements CompensationStart {}

        record DropRequired(JournaledIndex index, String name) implements CompensationStart {}
    }

    private static CompensationStart startCompensation(JdbcClient jdbc, JournaledIndex index, StepContext context) {
        JdbcIndexes indexes = new JdbcIndexes(jdbc);
        Long oid = index.oid();
        Optional<CatalogIndex> found = oid == null ? indexes.find(index.name()) : indexes.find(oid);
        Optional<CatalogIndex> existing = found.filter(index::matches);
        if (existing.isPresent()) {
            JournaledIndex dropping = index.toDropping(existing.get());
            JdbcJournaledIndexes.write(jdbc, context.key(), dropping);
            return new CompensationStart.DropRequired(dropping, existing.get().name());
        }
        return new CompensationStart.Finished(
                switch (index.state()) {
                    case INTENDED -> journalCompensated(jdbc, index, 0, context);
                    case CREATED -> reportConflict(jdbc, index, found.or(() -> indexes.find(index.name())), context);
                    case DROPPING -> journalCompensated(jdbc, index, 1, context);
                    case COMPENSATED ->
                        throw new IllegalStateException("%s is compensated already".formatted(context.key()));
                });
    }

    private static CompensationResult drop(JournaledIndex index, String name, JdbcDispatchSession session) {
        StepContext context = session.context();
        Failpoints.hit("postgres.create-index.before-drop");
        context.progress(new Progress(0, 1L));
        new JdbcIndexBuilder(session).drop(name);
        Failpoints.hit("postgres.create-index.after-drop");
        CompensationResult result = session.inFencedTransaction(jdbc -> journalCompensated(jdbc, index, 1, context));
        Failpoints.hit("postgres.create-index.after-drop-journal");
        return result;
    }

    private static CompensationResult journalCompensated(
            JdbcClient jdbc, JournaledIndex index, long dropped, StepContext context) {
        CompensationResult result = new CompensationResult(dropped, 0, null, Map.of("objects", dropped), null);
        JdbcJournaledIndexes.write(jdbc, context.key(), index.toCompensated());
        JdbcStepRecords.write(jdbc, context.entryWith(result));
        return result;
    }

    /**
     * If an application dropped the index, nothing is left to undo: the compensation succeeds even with policy fail.
     */
    private static CompensationResult reportConflict(
            JdbcClient jdbc, JournaledIndex index, Optional<CatalogIndex> found, StepContext context) {
        Conflict conflict = new Conflict(
                "index " + index.name(),
                index.definition(),
                found.map(index::describeDifference).orElse("absent"));
        if (found.isPresent() && context.onConflict() == ConflictPolicy.FAIL) {
            throw OperationFailed.withoutEffect(
                    "conflict",
                    "an application changed %s: expected «%s», found «%s»; drop or restore the index, then retry"
                            .formatted(conflict.unit(), conflict.expected(), conflict.found()));
        }
        CompensationResult result = new CompensationResult(0, 1, List.of(conflict), Map.of("objects", 0L), null);
        JdbcJournaledIndexes.writeConflict(jdbc, context.key(), index.toCompensated(), conflict);
        JdbcStepRecords.write(jdbc, context.entryWith(result));
        return result;
    }

    @Override
    public StepOutcome finish(PostgresCreateIndex operation, StepContext context) {
        return JournaledOutcome.of(context);
    }

    /** Refuses: the journal of an index has its definition, and no values of rows. */
    @Override
    public long erase(PostgresCreateIndex operation, String unit, StepContext context) {
        throw OperationFailed.withoutEffect(
                "nothing-to-erase",
                "%s stores definitions of the catalog and no values of rows".formatted(operation.type()));
    }
}
