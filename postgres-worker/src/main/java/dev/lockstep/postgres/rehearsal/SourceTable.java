package dev.lockstep.postgres.rehearsal;

import org.jspecify.annotations.Nullable;

/**
 * A table of the target with rows of its own: an ordinary table or a partition.
 *
 * @param name the qualified name, quoted if necessary
 * @param root the partitioned table that it belongs to; the table itself otherwise
 * @param columns the names of the stored columns, quoted if necessary; absent if it has none
 * @param whole whether all rows are copied, because Lockstep depends on them
 */
record SourceTable(String name, String root, @Nullable String columns, boolean whole) {}
