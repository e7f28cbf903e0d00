package dev.lockstep.postgres.rehearsal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The numbers of rows that are copied at most. The partitions of a table share its number equally; what one of them does
 * not need is left to the others.
 */
final class SampleLimits {
    private final OptionalInt sample;
    private final Map<String, Share> shares = new HashMap<>();

    SampleLimits(OptionalInt sample, List<SourceTable> tables) {
        this.sample = sample;
        tables.forEach(table -> shares.computeIfAbsent(table.root(), _ -> new Share(sample.orElse(0))).tables++);
    }

    /** The limit of the next table. */
    long of(SourceTable table) {
        return sample.isEmpty() || table.whole()
                ? Long.MAX_VALUE
                : shareOf(table).limit();
    }

    void copied(SourceTable table, long rows) {
        Share share = shareOf(table);
        share.rows -= rows;
        share.tables--;
    }

    private Share shareOf(SourceTable table) {
        return shares.computeIfAbsent(table.root(), _ -> new Share(0));
    }

    private static final class Share {
        private long rows;
        private long tables;

        private Share(long rows) {
            this.rows = rows;
        }

        private long limit() {
            return tables <= 1 ? Math.max(rows, 0) : Math.max(Math.ceilDiv(rows, tables), 0);
        }
    }
}
