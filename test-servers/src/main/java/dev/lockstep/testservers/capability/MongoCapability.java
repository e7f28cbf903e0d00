package dev.lockstep.testservers.capability;

/** A feature of MongoDB that a MongoDB-compatible server may not have. */
public enum MongoCapability {
    /** {@code update} with an aggregation pipeline. */
    PIPELINE_UPDATES("refuses an update by pipeline"),
    /** Multi-document transactions that can be rolled back. */
    TRANSACTIONS("has no sessions and therefore no transactions"),
    /** Validators that refuse documents. */
    VALIDATORS("accepts a validator and ignores it"),
    /** Removal of documents by a TTL index. */
    TTL_INDEXES("accepts a TTL index and removes nothing"),
    /** {@code $$NOW}, the server's time, in {@code $expr}. */
    SERVER_CLOCK_IN_FILTERS("does not support $$NOW in $expr"),
    /** Comparison by a collation. */
    COLLATION("accepts a collation and ignores it"),
    /** Unique indexes for some of the documents of a collection. */
    PARTIAL_UNIQUE_INDEXES("applies a partial unique index to all documents");

    private final String behaviourWithout;

    MongoCapability(String behaviourWithout) {
        this.behaviourWithout = behaviourWithout;
    }

    /** What a server without this capability does, as the end of a sentence about the server. */
    String behaviourWithout() {
        return behaviourWithout;
    }
}
