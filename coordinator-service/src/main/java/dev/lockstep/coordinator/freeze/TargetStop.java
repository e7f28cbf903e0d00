package dev.lockstep.coordinator.freeze;

import dev.lockstep.contract.plan.TargetName;
import java.time.Instant;

/**
 * A target on which nothing new starts.
 *
 * @param request the number of the request about the target that is the reason
 */
public record TargetStop(TargetName target, Reason reason, int request, Instant since) {
    /** Why nothing starts. */
    public enum Reason {
        /** Versions are being marked as applied. */
        BASELINE,
        /** The target differs from what Lockstep has left in it, and nobody has acknowledged that. */
        DRIFT,
        /** The target is getting a new identity. */
        REIDENTIFY,
        /** Lockstep is being removed from the target. */
        UNINSTALL
    }

    /** Why nothing starts on the target, for people. */
    public String description() {
        return switch (reason) {
            case BASELINE -> "target \"%s\" is getting a baseline (request %d)".formatted(target, request);
            case REIDENTIFY -> "target \"%s\" is getting a new identity (request %d)".formatted(target, request);
            case UNINSTALL -> "Lockstep is being removed from target \"%s\" (request %d)".formatted(target, request);
            case DRIFT ->
                "drift was found on target \"%s\" (request %d) and is not acknowledged; look at it with ./lockstep drift %s"
                        .formatted(target, request, target);
        };
    }
}
