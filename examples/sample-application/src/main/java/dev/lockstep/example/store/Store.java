package dev.lockstep.example.store;

/** One of the three stores of the application. */
public interface Store {
    String name();

    /** The units that the application reads from this store, for messages. */
    String units();

    /** Makes the server answer a trivial request. Throws if it does not. */
    void ping();

    /** Reads up to {@code limit} units as the API does. */
    StoreSample sample(int limit);
}
