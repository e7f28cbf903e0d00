package dev.lockstep.example.http;

/** Stored data that this application cannot read. The message names the unit. */
public final class UnreadableData extends RuntimeException {
    public UnreadableData(String message) {
        super(message);
    }
}
