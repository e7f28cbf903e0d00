package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetKind;

/** Creates the connections to targets; every worker has one connector. */
public interface TargetConnector {
    TargetKind kind();

    /** Whether the URL belongs to this connector's kind of store; other targets belong to other workers. */
    boolean accepts(TargetSettings settings);

    ConnectedTarget connect(TargetSettings settings);
}
