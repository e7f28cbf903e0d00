package dev.lockstep.subscriber;

import org.jspecify.annotations.Nullable;

/** A record of the topic that is not an event of a migration. It goes to the dead-letter topic. */
final class UnreadableEvent extends RuntimeException {
    UnreadableEvent(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
