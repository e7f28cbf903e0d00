package dev.lockstep.redis.unit;

/**
 * The memory that the journal of a step would take: the fields and rows of its hashes as the scripts write them, the
 * pre-images, and what the server adds. The server stores a small hash as one list of bytes, with a few bytes for each
 * entry. In a larger hash, each entry takes an entry of the hash table (24 bytes), its share of the table (8 to 16
 * bytes), and the headers and the rounding of two strings.
 */
final class JournalEstimate {
    /** The row of the step and the counts. */
    private static final long BYTES_PER_STEP = 1_000;

    private final Hash units = new Hash();
    private final Hash skipped = new Hash();
    private long preImages;

    void add(PlannedKey planned) {
        (planned.isSkipped() ? skipped : units).add(planned.change().key().length(), planned.rowBytes());
        preImages += planned.preImageBytes();
    }

    long bytes() {
        return BYTES_PER_STEP + units.bytes() + skipped.bytes() + preImages;
    }

    /** One hash of the journal. */
    private static final class Hash {
        // The server's settings hash-max-listpack-entries and hash-max-listpack-value.
        private static final int MAX_COMPACT_ENTRIES = 512;
        private static final int MAX_COMPACT_LENGTH = 64;
        private static final int BYTES_PER_COMPACT_ENTRY = 5;
        private static final int BYTES_PER_ENTRY = 60;
        private long entries;
        private long content;
        private int longest;

        private void add(int fieldLength, int rowLength) {
            entries++;
            content += fieldLength + rowLength;
            longest = Math.max(longest, Math.max(fieldLength, rowLength));
        }

        private long bytes() {
            boolean isCompact = entries <= MAX_COMPACT_ENTRIES && longest <= MAX_COMPACT_LENGTH;
            return content + entries * (isCompact ? BYTES_PER_COMPACT_ENTRY : BYTES_PER_ENTRY);
        }
    }
}
