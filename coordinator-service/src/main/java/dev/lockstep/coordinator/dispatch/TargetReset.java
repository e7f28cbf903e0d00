package dev.lockstep.coordinator.dispatch;

import java.time.Instant;

/**
 * Why earlier migrations cannot be undone on a target.
 *
 * @param kind UNINSTALL or REIDENTIFY
 */
public record TargetReset(String target, String kind, Instant at) {
    /** The reason, as a part of a sentence. */
    public String description() {
        return switch (kind) {
            case "UNINSTALL" -> "Lockstep was removed from target \"%s\" at %s, with its journal".formatted(target, at);
            default -> "target \"%s\" got a new identity at %s, because it is another database".formatted(target, at);
        };
    }
}
