package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.rehearsal.PostgresScratchCopy.Resources;
import dev.lockstep.postgres.script.JdbcSchemaHistory;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcDispatchSessions;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.PostgresSettings;
import dev.lockstep.postgres.target.ScratchCopiesFactory.Source;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.ScratchCopies;
import dev.lockstep.worker.ScratchCopy;
import dev.lockstep.worker.ScratchCopy.Contents;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetConnector;
import java.util.List;

/** Makes scratch copies of one PostgreSQL target; see {@code docs/rehearsal-postgres.md}. */
public final class PostgresScratchCopies implements ScratchCopies {
    private final Source source;
    private final TargetConnector connector;

    public PostgresScratchCopies(Source source, TargetConnector connector) {
        this.source = source;
        this.connector = connector;
    }

    @Override
    public ScratchCopy create(ScratchRequest request, StepContext context) {
        SharedObjectStatements.refuse(request.steps());
        return new JdbcDispatchSessions(source.connections(), source.journal())
                .runWithoutFence(context, target -> create(target, request, context));
    }

    private ScratchCopy create(JdbcDispatchSession target, ScratchRequest request, StepContext context) {
        String history = JdbcSchemaHistory.of(target).table();
        ScratchName name =
                ScratchName.of(source.journal().identity(), context.key().migration(), context.dispatch());
        JdbcScratchDatabase database =
                JdbcScratchDatabase.create(source.settings(), name, JdbcDatabaseOptions.read(target.jdbc()), context);
        Resources resources = new Resources(database, new JdbcConnections(PostgresSettings.of(database.settings())));
        ConnectedTarget connected = connector.connect(database.settings());
        JdbcScratchDigests digests = new JdbcScratchDigests(history);
        try {
            Failpoints.hit("postgres.copy.after-database");
            Contents contents = new JdbcDispatchSessions(resources.connections(), connected.journal())
                    .runWithoutFence(context, copy -> new JdbcCopyWork(target, copy, name, request.sample()).run());
            return new PostgresScratchCopy(contents, connected, resources, digests);
        } catch (RuntimeException | Error e) {
            Contents nothing = new Contents(name.value(), 0, false, List.of());
            new PostgresScratchCopy(nothing, connected, resources, digests).close();
            throw e;
        }
    }

    @Override
    public int deleteAbandoned() {
        try (JdbcScratchServer server =
                new JdbcScratchServer(source.settings(), source.connections().settings())) {
            return server.dropAbandoned(source.journal().identity());
        }
    }
}
