package dev.lockstep.worker.target;

import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.worker.ConnectedTarget;
import org.jspecify.annotations.Nullable;

/** What was last seen of a store. */
sealed interface TargetSighting {
    /** It answered. */
    record Here(TargetIdentity identity, String serverVersion) implements TargetSighting {}

    /** It did not. */
    record Away(String reason) implements TargetSighting {}

    /** Asks the store; may take as long as its driver waits for a store that is away. */
    static TargetSighting of(ConnectedTarget connection) {
        try {
            return new Here(connection.journal().identity(), connection.serverVersion());
        } catch (RuntimeException thrown) {
            return new Away(connection.classify(thrown).message());
        }
    }

    default @Nullable TargetIdentity identityOrNull() {
        return this instanceof Here(TargetIdentity identity, String _) ? identity : null;
    }

    default @Nullable String serverVersionOrNull() {
        return this instanceof Here(TargetIdentity _, String version) ? version : null;
    }
}
