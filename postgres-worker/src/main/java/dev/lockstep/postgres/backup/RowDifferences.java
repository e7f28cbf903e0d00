package dev.lockstep.postgres.backup;

/**
 * How the rows of tables differ from the backup.
 *
 * @param equal rows that are as in the backup
 * @param recreated rows of the backup that are missing
 * @param replaced rows with other values than in the backup
 * @param removed rows that the backup does not have
 */
record RowDifferences(long equal, long recreated, long replaced, long removed) {
    static final RowDifferences NONE = new RowDifferences(0, 0, 0, 0);

    RowDifferences plus(RowDifferences other) {
        return new RowDifferences(
                equal + other.equal, recreated + other.recreated, replaced + other.replaced, removed + other.removed);
    }

    boolean isEmpty() {
        return recreated + replaced + removed == 0;
    }
}
