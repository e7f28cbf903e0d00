package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSessions;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContentDigests;
import dev.lockstep.worker.ScratchCopy;
import dev.lockstep.worker.StepContext;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A copy in a database of its own. */
final class PostgresScratchCopy implements ScratchCopy {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresScratchCopy.class);

    private final Contents contents;
    private final ConnectedTarget target;
    private final Resources resources;
    private final JdbcScratchDigests digests;

    /** The database, and connections to it that no step uses. */
    record Resources(JdbcScratchDatabase database, JdbcConnections connections) {}

    PostgresScratchCopy(Contents contents, ConnectedTarget target, Resources resources, JdbcScratchDigests digests) {
        this.contents = contents;
        this.target = target;
        this.resources = resources;
        this.digests = digests;
    }

    @Override
    public Contents contents() {
        return contents;
    }

    @Override
    public ConnectedTarget target() {
        return target;
    }

    @Override
    public ContentDigests digests(StepContext context) {
        return new JdbcDispatchSessions(resources.connections(), target.journal())
                .runWithoutFence(context, digests::compute);
    }

    @Override
    public void close() {
        for (AutoCloseable part : List.of(target, resources.connections(), resources.database())) {
            closeOrLog(part);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // AutoCloseable declares Exception.
    private void closeOrLog(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atWarn()
                    .addKeyValue("database", contents.name())
                    .setCause(e)
                    .log("a scratch copy was not deleted; a worker deletes it later");
        }
    }
}
