package dev.lockstep.example.store;

import java.time.Duration;

/** What a store answered within the time limit, or why it did not. */
public sealed interface StoreAnswer<T> {
    Duration duration();

    record Answered<T>(T value, Duration duration) implements StoreAnswer<T> {}

    record NoAnswer<T>(String reason, Duration duration) implements StoreAnswer<T> {}
}
