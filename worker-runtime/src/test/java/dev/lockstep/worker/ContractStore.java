package dev.lockstep.worker;

import java.util.Collection;

/**
 * A fresh store, seeded with test data for one operation. Any number of workers can connect to it.
 *
 * <p>Seeding is deterministic: two fresh stores have the same digest.
 */
public interface ContractStore extends AutoCloseable {
    /** Opens a worker's connection to this store, with a small batch size. The caller closes it. */
    ConnectedTarget connect();

    /**
     * Returns the logical digest of all data except Lockstep's own. Code that is independent of the executor computes
     * it.
     */
    String digest();

    /** Returns the names of temporary objects that still exist, such as scratch collections. */
    Collection<String> leftovers();

    @Override
    void close();
}
