package dev.lockstep.coordinator.queue;

import java.time.Instant;

/** Why earlier migrations cannot be undone on a target. */
final class TargetReset {
    private TargetReset() {}

    /**
     * The reason, as a part of a sentence.
     *
     * @param kind UNINSTALL or REIDENTIFY
     */
    static String description(String target, String kind, Instant at) {
        return switch (kind) {
            case "UNINSTALL" -> "Lockstep was removed from target \"%s\" at %s, with its journal".formatted(target, at);
            default -> "target \"%s\" got a new identity at %s, because it is another database".formatted(target, at);
        };
    }
}
