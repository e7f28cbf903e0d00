package dev.lockstep.worker.target;

import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.service.ProcessExit;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ExceptionText;
import org.jspecify.annotations.Nullable;

/** Result of the last check of a target. */
sealed interface TargetStatus {
    record Reachable(TargetIdentity identity, String serverVersion) implements TargetStatus {}

    record Unreachable(String reason) implements TargetStatus {}

    /** Checks the target. If the store is unreachable, blocks until the driver times out. */
    static TargetStatus check(ConnectedTarget connection) {
        try {
            return new Reachable(connection.journal().identity(), connection.serverVersion());
        } catch (RuntimeException thrown) {
            ProcessExit.ifFatal(thrown);
            return new Unreachable(reason(connection, thrown));
        } catch (Error thrown) {
            ProcessExit.ifFatal(thrown);
            return new Unreachable("the check failed: " + ExceptionText.of(thrown));
        }
    }

    private static String reason(ConnectedTarget connection, RuntimeException thrown) {
        try {
            return connection.classify(thrown).message();
        } catch (RuntimeException _e) {
            return ExceptionText.of(thrown);
        }
    }

    default @Nullable TargetIdentity identityOrNull() {
        return this instanceof Reachable(TargetIdentity identity, String _) ? identity : null;
    }

    default @Nullable String serverVersionOrNull() {
        return this instanceof Reachable(TargetIdentity _, String version) ? version : null;
    }
}
