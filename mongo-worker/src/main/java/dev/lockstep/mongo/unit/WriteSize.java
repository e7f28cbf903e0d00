package dev.lockstep.mongo.unit;

/**
 * The number of documents of one write. The server may need longer for a write than the write window, so after a write
 * that the end of the window cut off, the number is halved. After several complete writes it is doubled again.
 */
final class WriteSize {
    /** Bounds the attempts with a single document, of which each is cut off by the end of the window. */
    static final int MAX_CUT_OFFS = 5;

    private static final int COMPLETE_WRITES_TO_GROW = 8;

    private final int largest;
    private int current;
    private int completeWrites;
    private int singleCutOffs;

    WriteSize(int largest) {
        this.largest = largest;
        this.current = largest;
    }

    int current() {
        return current;
    }

    /** Counts a write that wrote all its documents. */
    void complete() {
        singleCutOffs = 0;
        completeWrites++;
        if (completeWrites % COMPLETE_WRITES_TO_GROW == 0) {
            current = Math.min(largest, 2 * current);
        }
    }

    /** Counts a write of some documents that did not write all of them, and during which the window may have ended. */
    void cutOff(int documents) {
        completeWrites = 0;
        singleCutOffs = documents == 1 ? singleCutOffs + 1 : 0;
        current = Math.max(1, Math.min(current, documents) / 2);
    }

    /** Whether even a single document cannot be written within the window. */
    boolean isExhausted() {
        return singleCutOffs >= MAX_CUT_OFFS;
    }
}
