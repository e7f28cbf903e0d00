package dev.lockstep.worker.dispatch;

import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.target.ServedTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Deletes and counts the scratch copies of one target whose workers have ended. Its deletions run on one thread. */
final class AbandonedCopies {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedCopies.class);

    private final ServedTarget target;
    private final DispatchMeters meters;
    /** A target without the permissions for rehearsals would fail every time. */
    private boolean isFailing;

    AbandonedCopies(ServedTarget target, DispatchMeters meters) {
        this.target = target;
        this.meters = meters;
    }

    /** Deletes the copies that nobody uses. A failure is logged, unless the run before has failed too. */
    void delete() {
        if (target.isRemoved()) {
            return;
        }
        try (ServedTarget.Use used = target.use()) {
            count(used.connection().scratchCopies().deleteAbandoned());
            isFailing = false;
        } catch (RuntimeException thrown) {
            ProcessExit.ifFatal(thrown);
            LOG.atLevel(isFailing ? Level.DEBUG : Level.INFO)
                    .addKeyValue("target", target.name())
                    .addKeyValue("reason", thrown.getMessage())
                    .log("could not look for abandoned scratch copies; this is tried again every ten minutes");
            isFailing = true;
        }
    }

    /** Counts copies that were deleted, here or before a rehearsal. */
    void count(int deleted) {
        if (deleted > 0) {
            meters.copiesDeleted(target.name(), deleted);
        }
    }
}
