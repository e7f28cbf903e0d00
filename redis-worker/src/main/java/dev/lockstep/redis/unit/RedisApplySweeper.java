package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.worker.Failpoints;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Applies a step to every matching key. While the server writes one batch, the next one is read and planned.
 *
 * <p>Applications may add keys behind the cursor of the scan, so keys are swept until a sweep handles no key, at most
 * three times in total.
 */
final class RedisApplySweeper {
    private static final int MAX_SWEEPS = 3;
    private final RedisSession reader;
    private final KeyPlanner planner;
    private final RedisUnitWriter writer;
    private final UnitFailures failures;
    private final int batchSize;
    private final RedisValueReader values;
    private final ContendedKeys contended = new ContendedKeys();

    RedisApplySweeper(
            RedisSession reader, RedisUnitWriter writer, KeyPlanner planner, UnitFailures failures, int batchSize) {
        this.reader = reader;
        this.writer = writer;
        this.planner = planner;
        this.failures = failures;
        this.batchSize = batchSize;
        this.values = new RedisValueReader(reader);
    }

    void run() {
        String runId = reader.serverInfo().runId();
        // The first sweep of the first dispatch finds no handled keys, so it does not look for them.
        UnaryOperator<List<RedisKey>> filter = writer.hasHandledKeys() ? writer::unhandled : UnaryOperator.identity();
        int sweeps = 0;
        long handled = 0;
        while (sweeps == 0 || (handled > 0 && sweeps < MAX_SWEEPS)) {
            handled = sweep(filter);
            filter = writer::unhandled;
            String currentRunId = reader.serverInfo().runId();
            // After a change of the run id another server has continued the scan, so the sweeps until then do not
            // count.
            sweeps = currentRunId.equals(runId) ? sweeps + 1 : 0;
            runId = currentRunId;
        }
    }

    /** Returns the number of keys that were changed or skipped. */
    private long sweep(UnaryOperator<List<RedisKey>> filter) {
        SweepKeys keys = new SweepKeys(new RedisKeyScan(reader, planner.match()), filter, contended, batchSize);
        long handled = 0;
        RedisUnitWriter.@Nullable SentChanges sent = null;
        List<RedisKey> batch = keys.next(List.of());
        while (!batch.isEmpty() || sent != null) {
            List<KeyValue> read = read(batch);
            List<KeyChange> changes = plan(batch, read);
            Failpoints.hit("redis.unit.after-read");
            if (sent != null) {
                handled += complete(sent);
            }
            sent = changes.isEmpty() ? null : writer.send(changes);
            batch = keys.next(batch.subList(read.size(), batch.size()));
        }
        return handled;
    }

    private List<KeyValue> read(List<RedisKey> batch) {
        return planner.readsValues() ? values.read(batch) : Collections.nCopies(batch.size(), new KeyValue.NotRead());
    }

    private List<KeyChange> plan(List<RedisKey> batch, List<KeyValue> read) {
        List<KeyChange> changes = new ArrayList<>(read.size());
        for (int index = 0; index < read.size(); index++) {
            planner.plan(batch.get(index), read.get(index)).ifPresent(changes::add);
        }
        return changes;
    }

    private long complete(RedisUnitWriter.SentChanges sent) {
        List<UnitResult> results = writer.results(sent);
        Failpoints.hit("redis.unit.after-batch");
        long handled = 0;
        for (int index = 0; index < results.size(); index++) {
            handled += countHandled(sent.changes().get(index), results.get(index));
        }
        writer.reportProgress(handled);
        return handled;
    }

    private int countHandled(KeyChange change, UnitResult result) {
        return switch (result) {
            case WRITTEN, SKIPPED -> 1;
            case ALREADY_HANDLED, MISSING -> 0;
            case CHANGED -> {
                contended.add(change.key());
                yield 0;
            }
            case DESTINATION_EXISTS ->
                throw UnitFailures.destinationExists(
                        change.key(), planner.mapping().destinationOf(change.key()), writer.effect());
            case FAILED -> throw UnitFailures.planned((KeyChange.Fail) change, writer.effect());
            case FENCE_LOST -> throw failures.fenceLost();
            case SUPERSEDED -> throw failures.superseded();
            case SETTLED, CONFLICT, PRE_IMAGE_MISSING ->
                throw new IllegalStateException("an apply script replied %s".formatted(result));
        };
    }
}
