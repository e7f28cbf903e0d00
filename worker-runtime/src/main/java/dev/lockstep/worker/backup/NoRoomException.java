package dev.lockstep.worker.backup;

import java.io.IOException;

/** Thrown if the storage has no room for a backup. The message says what was found and what is expected. */
final class NoRoomException extends IOException {
    NoRoomException(String message) {
        super(message);
    }
}
