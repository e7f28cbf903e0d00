package dev.lockstep.worker;

/**
 * What a purge has removed from a journal.
 *
 * @param rows the number of rows of units and steps
 * @param bytes the size of the rows and pre-images; estimated from a sample where the store does not say it
 */
public record PurgedRows(long rows, long bytes) {
    public static final PurgedRows NONE = new PurgedRows(0, 0);

    public PurgedRows plus(PurgedRows others) {
        return new PurgedRows(rows + others.rows, bytes + others.bytes);
    }
}
