package dev.lockstep.redis.operation;

import java.util.List;

/** How many keys to take at once: as many as wanted, unless their values are so large that a worker could not hold them. */
final class BatchSize {
    private static final long BYTES = 4_000_000;
    private static final int CAUTIOUS = 64;
    private final int wanted;
    private int next;

    BatchSize(int wanted) {
        this.wanted = wanted;
        this.next = Math.min(wanted, CAUTIOUS);
    }

    int next() {
        return next;
    }

    /** Takes the last batch's values for the measure of the next one's; never grows by more than twofold a batch. */
    void seen(List<Reading> readings) {
        long bytes = 1;
        for (Reading reading : readings) {
            bytes += reading instanceof Reading.Text(byte[] value) ? value.length : 0;
        }
        long fitting = Math.max(1, BYTES * Math.max(1, readings.size()) / bytes);
        next = (int) Math.min(wanted, Math.min(fitting, next * 2L));
    }
}
