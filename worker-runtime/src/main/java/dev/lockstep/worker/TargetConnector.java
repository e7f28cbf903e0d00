package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetKind;

/** The way from a target's settings to its store; one in each worker. */
public interface TargetConnector {
    TargetKind kind();

    /** Whether the URL is of this connector's kind; a worker leaves the others to other workers. */
    boolean accepts(TargetSettings settings);

    ConnectedTarget connect(TargetSettings settings);
}
