package dev.lockstep.mongo.unit;

/**
 * A batch of matching documents and the plan of those without a row.
 *
 * @param documents the number of documents in the batch; 0 at the end of the sweep
 * @param withRow the number of documents that already have a row
 * @param units the plan of the other documents
 * @param isLast whether no batch follows
 * @param isLarge whether the batch needs so much memory that the next batch must not be read at the same time
 */
record PlannedBatch(int documents, int withRow, PlannedUnits units, boolean isLast, boolean isLarge) {}
