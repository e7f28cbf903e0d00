package dev.lockstep.postgres.target;

import dev.lockstep.worker.ScratchCopies;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetSettings;

/** Creates what makes scratch copies of one target. */
@FunctionalInterface
public interface ScratchCopiesFactory {
    /**
     * Creates it; it contacts no server.
     *
     * @param source the target
     * @param connector connects the copies as it has connected the target
     */
    ScratchCopies create(Source source, TargetConnector connector);

    /** A connected target, with the settings that it was connected with. */
    record Source(TargetSettings settings, JdbcConnections connections, StepJournal journal) {}
}
