package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetName;

/** Everything of Lockstep was removed from the target, so this worker does not use it again. */
public final class TargetRemovedException extends RuntimeException {
    TargetRemovedException(TargetName target) {
        super(reason(target));
    }

    /** Why a command for a removed target is rejected. */
    public static String reason(TargetName target) {
        return "target %s was uninstalled; take it out of the worker's configuration, or start the worker again to use it again"
                .formatted(target);
    }
}
