package dev.lockstep.worker;

import dev.lockstep.contract.plan.TargetKind;

/** Creates the connections to the targets of one kind of store. Every worker has one connector. */
public interface TargetConnector {
    TargetKind kind();

    /** Returns whether the URL is for this connector's kind of store. Other workers serve the other targets. */
    boolean accepts(TargetSettings settings);

    /** Creates the connection, which contacts the server on its first use. */
    ConnectedTarget connect(TargetSettings settings);
}
