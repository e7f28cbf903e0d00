package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ServerInfo;
import dev.lockstep.redis.journal.UnitCounts;
import dev.lockstep.redis.unit.RedisScanPages.Filter;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.WriteTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scans, reads and plans every matching key as the first sweep of an apply does, and lets the apply's scripts describe
 * what they would write. A step never writes one of its own sources, so the outcome of a key does not depend on the
 * keys before it.
 *
 * <p>The estimated duration is the time of this scanning, reading and planning, plus the time for which the last
 * applies on the target waited for the writes of as many keys.
 */
final class RedisUnitDryRun {
    private final RedisSession session;
    private final WriteTime writeTime;
    private final KeyPlanner planner;
    private final RedisUnitWriter writer;
    private final ResultHandler results;
    private final SweepReads reads;
    private final RedisKeySurvey survey;
    private final RedisUnitSamples samples;
    private final SeenKeys seen = new SeenKeys();
    private final Map<String, Long> counts = new TreeMap<>();
    private final JournalEstimate journal = new JournalEstimate();
    private final List<String> notes = new ArrayList<>();

    RedisUnitDryRun(
            RedisSession session, KeyPlanner planner, StepContext context, UnitLimits limits, WriteTime writeTime) {
        this.session = session;
        this.writeTime = writeTime;
        this.planner = planner;
        ApplyScripts scripts = ApplyScripts.loadDryRun(session.version());
        this.writer =
                new RedisUnitWriter(session, context, new ChangeCalls(planner.mapping(), context, scripts, limits));
        this.results = new ResultHandler(planner.mapping(), context, limits, () -> Effect.NONE);
        this.reads = new SweepReads(
                new RedisScanPages(session, planner.match(), context),
                new RedisValueReader(session, limits.maxValueBytes()),
                planner,
                limits.batchSize());
        this.survey = new RedisKeySurvey(session);
        this.samples = new RedisUnitSamples(session, planner.mapping(), context.masking());
    }

    DryRunResult run() {
        ServerInfo server = new RedisServerPreflight(session, planner).checkServer();
        notes.addAll(planner.notes());
        noteTouchedKeys(server);
        long start = System.nanoTime();
        sweep();
        Duration planning = Duration.ofNanos(System.nanoTime() - start);
        noteRepeatedKeys();
        StepResult applied = new UnitCounts(counts).applyResult(List.of());
        return new DryRunResult(
                applied.changed(),
                applied.counts(),
                samples.samples(),
                counts.isEmpty() ? 0 : journal.bytes(),
                planning.plus(writeTime.of(applied.changed())).toMillis(),
                DryRunResult.Undo.EXACT,
                notes,
                survey.findings(notes));
    }

    private void sweep() {
        reads.start(Filter.ALL);
        SweepReads.Batch batch = reads.next();
        boolean isScanning = true;
        while (!batch.isEmpty()) {
            SweepReads.Values read = reads.valuesOf(batch);
            SweepReads.Batch following = reads.next();
            if (isScanning) {
                surveyAndPlan(unseen(read));
            } else {
                plan(read);
            }
            isScanning = isScanning && !following.isEmpty();
            // Keys that an application has changed between the two reads are read again after the scan.
            batch = following.isEmpty() ? reads.nextContended(results.contended()) : following;
        }
    }

    // SCAN may return a key twice. An apply recognizes such a key by its row.
    private SweepReads.Values unseen(SweepReads.Values read) {
        List<RedisKey> keys = new ArrayList<>(read.keys().size());
        List<KeyValue> values = new ArrayList<>(read.keys().size());
        for (int index = 0; index < read.keys().size(); index++) {
            if (seen.add(read.keys().get(index))) {
                keys.add(read.keys().get(index));
                values.add(read.values().get(index));
            }
        }
        return new SweepReads.Values(keys, values);
    }

    private void surveyAndPlan(SweepReads.Values read) {
        if (!read.keys().isEmpty()) {
            RedisSession.SubmittedList classes = survey.request(read.keys());
            plan(read);
            survey.add(classes);
        }
    }

    private void plan(SweepReads.Values read) {
        PlannedChanges planned = new PlannedChanges(planner, read);
        while (planned.hasNext()) {
            List<KeyChange> changes = planned.nextPortion();
            List<RedisUnitWriter.ChangeResult> received = writer.results(writer.send(changes));
            long handled = results.handle(received);
            received.forEach(result -> PlannedKey.of(result).ifPresent(this::add));
            writer.reportProgress(handled, reads.estimatedTotal());
        }
    }

    private void add(PlannedKey planned) {
        counts.merge(planned.outcome(), 1L, Long::sum);
        journal.add(planned);
        samples.add(planned);
    }

    private void noteTouchedKeys(ServerInfo server) {
        String policy = server.value("maxmemory_policy");
        if (!session.leaveKeysUntouched() && (policy.endsWith("lru") || policy.endsWith("lfu"))) {
            notes.add(
                    "the values were read as an application reads them, which changes the order in which maxmemory-policy %s evicts keys"
                            .formatted(policy));
        }
    }

    private void noteRepeatedKeys() {
        if (seen.isFull()) {
            notes.add(
                    "the numbers are estimates: SCAN may return a key twice, which is recognized for the first %d keys only"
                            .formatted(SeenKeys.MAX_KEYS));
        }
    }
}
