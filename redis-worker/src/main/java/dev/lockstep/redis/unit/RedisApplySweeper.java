package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.unit.RedisScanPages.Filter;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.WriteTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies a step to every matching key. While the worker plans the changes of one batch, the server writes the previous
 * one and reads the next one.
 *
 * <p>Applications may add keys behind the cursor of the scan, so keys are swept until a sweep handles no key, at most
 * three times in total.
 */
final class RedisApplySweeper {
    private static final int MAX_SWEEPS = 3;
    private final RedisSession reader;
    private final KeyPlanner planner;
    private final RedisUnitWriter writer;
    private final ResultHandler results;
    private final SweepReads reads;
    private final WriteTime writeTime;
    private RedisUnitWriter.@Nullable SentChanges sent;
    /** The number of keys that earlier sweeps have handled. */
    private long handledBefore;

    RedisApplySweeper(
            RedisSession reader,
            RedisUnitWriter writer,
            KeyPlanner planner,
            ResultHandler results,
            SweepReads reads,
            WriteTime writeTime) {
        this.reader = reader;
        this.writer = writer;
        this.planner = planner;
        this.results = results;
        this.reads = reads;
        this.writeTime = writeTime;
    }

    void run() {
        String runId = reader.runId();
        // The first sweep of the first dispatch finds no handled keys, so it does not look for them.
        Filter filter = writer.hasHandledKeys() ? Filter.UNHANDLED : Filter.ALL;
        int sweeps = 0;
        long handled = 0;
        while (sweeps == 0 || (handled > 0 && sweeps < MAX_SWEEPS)) {
            handled = sweep(filter);
            filter = Filter.UNHANDLED;
            String currentRunId = reader.runId();
            // After a change of the run id another server has continued the scan, so the sweeps until then do not
            // count.
            sweeps = currentRunId.equals(runId) ? sweeps + 1 : 0;
            runId = currentRunId;
        }
    }

    /** Returns the number of keys that were changed or skipped. */
    private long sweep(Filter filter) {
        reads.start(filter);
        handledBefore = writer.handled();
        long handled = 0;
        SweepReads.Batch batch = reads.next();
        while (!batch.isEmpty() || sent != null) {
            SweepReads.Values read = reads.valuesOf(batch);
            SweepReads.Batch following = reads.next();
            handled += write(new PlannedChanges(planner, read));
            // Contended keys are read only after all keys of the scan are written.
            batch = following.isEmpty() && sent == null ? reads.nextContended(results.contended()) : following;
        }
        return handled;
    }

    /** Sends all changes. Waits for those that were sent before, and returns how many keys they changed or skipped. */
    private long write(PlannedChanges planned) {
        long handled = 0;
        do {
            List<KeyChange> changes = planned.nextPortion();
            Failpoints.hit("redis.unit.after-read");
            handled += complete();
            sent = changes.isEmpty() ? null : writer.send(changes);
        } while (planned.hasNext());
        return handled;
    }

    private long complete() {
        if (sent == null) {
            return 0;
        }
        long start = System.nanoTime();
        List<RedisUnitWriter.ChangeResult> received = writer.results(sent);
        writeTime.record(received.size(), System.nanoTime() - start);
        sent = null;
        Failpoints.hit("redis.unit.after-batch");
        long handled = results.handle(received);
        Long ofSweep = reads.estimatedTotal();
        writer.reportProgress(handled, ofSweep == null ? null : handledBefore + ofSweep);
        return handled;
    }
}
