package dev.lockstep.worker;

import java.util.Collection;

/**
 * One fresh store, seeded with the data of the operation under contract, and any number of workers connected to it.
 *
 * <p>Seeding is deterministic: two fresh stores have the same digest.
 */
public interface ContractStore extends AutoCloseable {
    /** One more worker's connection to this store, with a small batch size; closed by who asked for it. */
    ConnectedTarget connect();

    /** The logical digest of all data that are not Lockstep's own, computed by code that the executor does not use. */
    String digest();

    /** Names of what an executor makes for a while and still has there, such as scratch collections. */
    Collection<String> leftovers();

    @Override
    void close();
}
