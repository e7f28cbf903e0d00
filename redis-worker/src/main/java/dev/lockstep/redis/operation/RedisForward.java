package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.operation.RedisStepUnits.Flight;
import dev.lockstep.worker.Failpoints;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes every matching key to its change: while the server writes one batch, the next is read and edited.
 *
 * <p>A key that an application made behind the cursor is met by another sweep; a sweep without a hit is the last one.
 */
final class RedisForward {
    private static final int SWEEPS = 3;
    private static final int ATTEMPTS = 100;
    private final RedisSession reader;
    private final RedisTransform operation;
    private final RedisStepUnits units;
    private final TransformRules rules;
    private final RedisReadings values;
    private final Map<RedisKey, Integer> attempts = new HashMap<>();
    /** Keys that an application changed after they were read. */
    private final Deque<RedisKey> restless = new ArrayDeque<>();

    private long hits;
    private @Nullable StepFailure failure;

    RedisForward(RedisSession reader, RedisTransform operation, RedisStepUnits units) {
        this.reader = reader;
        this.operation = operation;
        this.units = units;
        this.rules = new TransformRules(operation);
        this.values = new RedisReadings(reader);
    }

    Optional<StepFailure> run() {
        String runId = reader.facts().runId();
        Known known = units.begunBefore() ? Known.SOME : Known.NONE;
        int sweeps = 0;
        while (failure == null && (sweeps == 0 || (hits > 0 && sweeps < SWEEPS))) {
            hits = 0;
            sweep(known);
            known = Known.SOME;
            String now = reader.facts().runId();
            // Behind an address that moved, the cursor was void: that sweep does not count.
            sweeps = now.equals(runId) ? sweeps + 1 : 0;
            runId = now;
        }
        return Optional.ofNullable(failure);
    }

    private void sweep(Known known) {
        RedisKeyScan scan = new RedisKeyScan(reader, operation.match());
        Flight flight = null;
        List<RedisKey> batch = next(scan, List.of(), known);
        while (failure == null && (!batch.isEmpty() || flight != null)) {
            List<Reading> readings = read(batch);
            List<Change> changes = judge(batch, readings);
            Failpoints.hit("redis.transform.after-read");
            if (flight != null) {
                settle(flight);
            }
            flight = changes.isEmpty() || failure != null ? null : units.send(changes);
            batch = next(scan, batch.subList(readings.size(), batch.size()), known);
        }
    }

    /** Keys to be read, those first that were not read with the last; none only when nothing is left. */
    private List<RedisKey> next(RedisKeyScan scan, List<RedisKey> unread, Known known) {
        List<RedisKey> batch = new ArrayList<>(unread);
        int wanted = Math.max(0, units.batchSize() - unread.size());
        List<RedisKey> fresh = scan.next(wanted);
        batch.addAll(unjudged(fresh, known));
        while (batch.isEmpty() && !fresh.isEmpty()) {
            fresh = scan.next(wanted);
            batch.addAll(unjudged(fresh, known));
        }
        return batch.isEmpty() ? restless() : batch;
    }

    // Only once the scan has ended: by themselves they are read and written in quick succession.
    private List<RedisKey> restless() {
        List<RedisKey> batch = new ArrayList<>();
        while (batch.size() < units.batchSize() && !restless.isEmpty()) {
            batch.add(restless.removeFirst());
        }
        return batch;
    }

    private List<Reading> read(List<RedisKey> batch) {
        return rules.readsValues() ? values.of(batch) : Collections.nCopies(batch.size(), new Reading.Unread());
    }

    private List<RedisKey> unjudged(List<RedisKey> fresh, Known known) {
        return switch (known) {
            case NONE -> fresh;
            case SOME -> units.unjudged(fresh);
        };
    }

    private List<Change> judge(List<RedisKey> batch, List<Reading> readings) {
        List<Change> changes = new ArrayList<>(readings.size());
        for (int index = 0; index < readings.size(); index++) {
            rules.of(batch.get(index), readings.get(index)).ifPresent(changes::add);
        }
        return changes;
    }

    private void settle(Flight flight) {
        List<UnitAnswer> answers = units.land(flight);
        Failpoints.hit("redis.transform.after-batch");
        long settled = 0;
        for (int index = 0; index < answers.size() && failure == null; index++) {
            Change change = flight.changes().get(index);
            switch (answers.get(index)) {
                case WRITTEN, SKIPPED -> settled++;
                case DONE, GONE -> {}
                case CHANGED -> readAgain(change.key());
                case EXISTING -> failure = units.failures().existing(change.key(), units.effect());
                case REFUSED -> failure = units.failures().malformed((Change.Skip) change, units.effect());
                case FENCE_LOST -> failure = units.failures().fenceLost();
                case SUPERSEDED -> throw units.failures().superseded();
                case RESTORED, EXPIRED, CONFLICT, LOST ->
                    throw new IllegalStateException("%s: no answer to an apply".formatted(answers.get(index)));
            }
        }
        hits += settled;
        units.told(settled);
    }

    private void readAgain(RedisKey key) {
        int tried = attempts.merge(key, 1, Integer::sum);
        if (tried >= ATTEMPTS) {
            failure = units.failures().busy(key, tried);
        }
        restless.addLast(key);
    }

    /** What the journal may hold of the keys that come, so that it is asked only where it pays. */
    private enum Known {
        NONE,
        SOME
    }
}
