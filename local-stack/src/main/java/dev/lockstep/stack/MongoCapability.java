package dev.lockstep.stack;

/** What MongoDB does and a stand-in for it may not. */
public enum MongoCapability {
    /** {@code update} by an aggregation pipeline. */
    PIPELINE_UPDATES("does not take a pipeline as an update"),
    /** Multi-document transactions that really roll back. */
    TRANSACTIONS("has no sessions, so no transactions"),
    /** Validators that refuse documents. */
    VALIDATORS("accepts a validator and ignores it"),
    /** A monitor that removes documents by a TTL index. */
    TTL_INDEXES("accepts a TTL index and removes nothing"),
    /** {@code $$NOW}, the server's own clock, in {@code $expr}. */
    SERVER_CLOCK_IN_FILTERS("does not know $$NOW in $expr"),
    /** Comparison under a collation. */
    COLLATION("accepts a collation and ignores it"),
    /** Unique indexes over a part of the collection. */
    PARTIAL_UNIQUE_INDEXES("makes a partial unique index one over all documents");

    private final String lack;

    MongoCapability(String lack) {
        this.lack = lack;
    }

    String lack() {
        return lack;
    }
}
