package dev.lockstep.postgres.operation;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.journal.JdbcStepRows;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcDispatchSessions;
import dev.lockstep.postgres.standalone.CatalogIndex;
import dev.lockstep.postgres.standalone.CreateIndexStatement;
import dev.lockstep.postgres.standalone.CreatedIndex;
import dev.lockstep.postgres.standalone.JdbcCreatedIndexes;
import dev.lockstep.postgres.standalone.JdbcIndexBuild;
import dev.lockstep.postgres.standalone.JdbcIndexIntent;
import dev.lockstep.postgres.standalone.JdbcIndexes;
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
 * Applies {@code postgres.create-index} by a concurrent build and undoes it by a concurrent drop of the same index; see
 * {@code docs/operations/postgres.create-index.md}.
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
            return JdbcCreatedIndexes.find(jdbc, context.key())
                    .orElseGet(() -> JdbcIndexIntent.of(jdbc, statement, operation.table()));
        });
        return new StepOutcome.Applied(StepResult.NOTHING);
    }

    @Override
    public StepOutcome apply(PostgresCreateIndex operation, StepContext context) {
        CreateIndexStatement statement = CreateIndexStatement.of(operation);
        return new StepOutcome.Applied(sessions.run(context, session -> {
            CreatedIndex index = session.inFencedTransaction(jdbc -> intend(jdbc, operation, statement, context));
            Failpoints.hit("postgres.create-index.before-build");
            context.progress(Progress.NONE);
            new JdbcIndexBuild(session).createOrCleanUp(index.name(), statement.concurrentlyOn(index.table()));
            Failpoints.hit("postgres.create-index.after-build");
            StepResult result = session.inFencedTransaction(jdbc -> journalCreated(jdbc, index, context));
            Failpoints.hit("postgres.create-index.after-build-journal");
            return result;
        }));
    }

    private static CreatedIndex intend(
            JdbcClient jdbc, PostgresCreateIndex operation, CreateIndexStatement statement, StepContext context) {
        Optional<CreatedIndex> earlier = JdbcCreatedIndexes.find(jdbc, context.key());
        if (earlier.isPresent()) {
            requireOwn(jdbc, earlier.get());
            return earlier.get();
        }
        CreatedIndex index = JdbcIndexIntent.of(jdbc, statement, operation.table());
        JdbcCreatedIndexes.write(jdbc, context.key(), index);
        return index;
    }

    private static void requireOwn(JdbcClient jdbc, CreatedIndex index) {
        new JdbcIndexes(jdbc)
                .find(index.name())
                .filter(found -> !index.isUnchanged(found))
                .ifPresent(found -> {
                    throw OperationFailed.withoutEffect(
                            "index-exists",
                            "another session created an index named %s: expected «%s», found «%s»"
                                    .formatted(index.name(), index.definition(), found.text()));
                });
    }

    private static StepResult journalCreated(JdbcClient jdbc, CreatedIndex index, StepContext context) {
        CatalogIndex found = new JdbcIndexes(jdbc)
                .find(index.name())
                .orElseThrow(() -> OperationFailed.retriable(
                        "index-dropped", "another session dropped index %s after its build".formatted(index.name())));
        StepResult result = new StepResult(1, Map.of("objects", 1L), null, null);
        JdbcCreatedIndexes.write(jdbc, context.key(), index.created(found));
        JdbcStepRows.write(jdbc, context.entryWith(result));
        return result;
    }

    @Override
    public StepOutcome compensate(PostgresCreateIndex operation, StepContext context) {
        return new StepOutcome.Compensated(sessions.run(
                context, session -> session.inFencedTransaction(jdbc -> JdbcCreatedIndexes.find(jdbc, context.key()))
                        .map(index -> compensate(index, session))
                        .orElse(CompensationResult.NOTHING)));
    }

    private static CompensationResult compensate(CreatedIndex index, JdbcDispatchSession session) {
        return switch (session.inFencedTransaction(jdbc -> startUndo(jdbc, index, session.context()))) {
            case Undo.Finished(CompensationResult result) -> result;
            case Undo.Drop(CreatedIndex dropping, String name) -> drop(dropping, name, session);
        };
    }

    /** What is left to do for an undo once its first transaction has committed. */
    private sealed interface Undo {
        record Finished(CompensationResult result) implements Undo {}

        /** Drop the index, which has this qualified name. */
        record Drop(CreatedIndex index, String name) implements Undo {}
    }

    private static Undo startUndo(JdbcClient jdbc, CreatedIndex index, StepContext context) {
        JdbcIndexes indexes = new JdbcIndexes(jdbc);
        Long oid = index.oid();
        Optional<CatalogIndex> found = oid == null ? indexes.find(index.name()) : indexes.find(oid);
        Optional<CatalogIndex> own = found.filter(index::isUnchanged);
        if (own.isPresent()) {
            CreatedIndex dropping = index.dropping(own.get());
            JdbcCreatedIndexes.write(jdbc, context.key(), dropping);
            return new Undo.Drop(dropping, own.get().name());
        }
        return new Undo.Finished(
                switch (index.state()) {
                    case INTENDED -> journalUndo(jdbc, index, 0, context);
                    case CREATED -> conflict(jdbc, index, found.or(() -> indexes.find(index.name())), context);
                    case DROPPING -> journalUndo(jdbc, index, 1, context);
                    case COMPENSATED ->
                        throw new IllegalStateException("%s is compensated already".formatted(context.key()));
                });
    }

    private static CompensationResult drop(CreatedIndex index, String name, JdbcDispatchSession session) {
        StepContext context = session.context();
        Failpoints.hit("postgres.create-index.before-drop");
        context.progress(new Progress(0, 1L));
        new JdbcIndexBuild(session).drop(name);
        Failpoints.hit("postgres.create-index.after-drop");
        CompensationResult result = session.inFencedTransaction(jdbc -> journalUndo(jdbc, index, 1, context));
        Failpoints.hit("postgres.create-index.after-drop-journal");
        return result;
    }

    private static CompensationResult journalUndo(
            JdbcClient jdbc, CreatedIndex index, long dropped, StepContext context) {
        CompensationResult result = new CompensationResult(dropped, 0, null, Map.of("objects", dropped), null);
        JdbcCreatedIndexes.write(jdbc, context.key(), index.compensated());
        JdbcStepRows.write(jdbc, context.entryWith(result));
        return result;
    }

    /** An index that is absent is as it was before the step, so its conflict is reported under both policies. */
    private static CompensationResult conflict(
            JdbcClient jdbc, CreatedIndex index, Optional<CatalogIndex> found, StepContext context) {
        Conflict conflict = new Conflict(
                "index " + index.name(),
                index.definition(),
                found.map(index::describe).orElse("absent"));
        if (found.isPresent() && context.onConflict() == ConflictPolicy.FAIL) {
            throw OperationFailed.withoutEffect(
                    "conflict",
                    "an application changed %s: expected «%s», found «%s»; drop or restore the index, then retry"
                            .formatted(conflict.unit(), conflict.expected(), conflict.found()));
        }
        CompensationResult result = new CompensationResult(0, 1, List.of(conflict), Map.of("objects", 0L), null);
        JdbcCreatedIndexes.writeConflict(jdbc, context.key(), index.compensated(), conflict);
        JdbcStepRows.write(jdbc, context.entryWith(result));
        return result;
    }

    @Override
    public StepOutcome finish(PostgresCreateIndex operation, StepContext context) {
        return JournaledResult.of(context);
    }
}
