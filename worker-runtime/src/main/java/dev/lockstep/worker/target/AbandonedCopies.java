package dev.lockstep.worker.target;

import dev.lockstep.worker.ExceptionText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the scratch copies of all targets that workers have left because they ended in a rehearsal. Workers of one
 * group may do it at the same time; none deletes a copy that is in use.
 */
public final class AbandonedCopies {
    private static final Logger LOG = LoggerFactory.getLogger(AbandonedCopies.class);
    private final ServedTargets targets;

    public AbandonedCopies(ServedTargets targets) {
        this.targets = targets;
    }

    /** A target that fails does not keep the copies of the others. */
    public void deleteAll() {
        targets.all().forEach(AbandonedCopies::deleteOf);
    }

    private static void deleteOf(ServedTarget target) {
        try (ServedTarget.Use used = target.use()) {
            used.connection().scratchCopies().deleteAbandoned();
        } catch (RuntimeException thrown) {
            // The health of the worker already says which targets it cannot reach.
            LOG.atDebug()
                    .addKeyValue("target", target.name())
                    .addKeyValue("reason", ExceptionText.of(thrown))
                    .log("abandoned scratch copies were not looked for");
        }
    }
}
