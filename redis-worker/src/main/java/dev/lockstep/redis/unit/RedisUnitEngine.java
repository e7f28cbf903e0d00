package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.redis.journal.RedisUnitJournal;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.WriteTime;
import java.time.Duration;

/**
 * Applies, finishes and compensates steps key by key on one target.
 *
 * <p>Each key is changed at most once per step. Every method can be repeated after a crash: a key's change, its journal
 * row and its count are written by one script, and keys with a row are skipped.
 */
public final class RedisUnitEngine {
    /**
     * The wait for the writes of one key, in batches of 500. Measured with 100,000 values of about 190 bytes, with
     * worker and server on the same two cores; ADR 19 has the times of the server alone.
     */
    private static final Duration ASSUMED_WRITE_TIME = Duration.ofNanos(25_000);

    private final RedisConnections connections;
    private final UnitLimits limits;
    private final WriteTime writeTime = new WriteTime(ASSUMED_WRITE_TIME);

    /** Creates the engine of one target. */
    public RedisUnitEngine(RedisConnections connections, UnitLimits limits) {
        this.connections = connections;
        this.limits = limits;
    }

    /** Checks that the server and the user's permissions allow the step. Changes no key of an application. */
    public StepResult preflight(KeyPlanner planner) {
        return new RedisServerPreflight(connections.shared(), planner).run();
    }

    /**
     * Finds out what an apply would change. Only reads.
     *
     * @throws dev.lockstep.worker.OperationFailed if an apply, or the checks of the server before it, would fail
     */
    public DryRunResult dryRun(KeyPlanner planner, StepContext context) {
        try (RedisSession session = connections.open()) {
            return new RedisUnitDryRun(session, planner, context, limits, writeTime).run();
        }
    }

    public StepResult apply(KeyPlanner planner, StepContext context) {
        return connections.withSession(
                reader -> connections.withSession(session -> apply(planner, context, reader, session)));
    }

    private StepResult apply(KeyPlanner planner, StepContext context, RedisSession reader, RedisSession session) {
        ApplyScripts scripts = ApplyScripts.load(session.version());
        ChangeCalls calls = new ChangeCalls(planner.mapping(), context, scripts, limits);
        RedisUnitWriter writer = new RedisUnitWriter(session, context, calls);
        ResultHandler results = new ResultHandler(planner.mapping(), context, limits, writer::effect);
        SweepReads reads = new SweepReads(
                new RedisScanPages(reader, planner.match(), context),
                new RedisValueReader(reader, limits.maxValueBytes()),
                planner,
                context.batchSize(limits.batchSize()));
        new RedisApplySweeper(reader, writer, planner, results, reads, writeTime).run();
        return writer.result();
    }

    /** Deletes the sources that have not changed since they were read, by moving them into the journal. */
    public StepResult finish(KeyPlanner planner, StepContext context) {
        return connections.withSession(session -> {
            JournalKeys keys = new JournalKeys(context.key());
            RedisUnitJournal journal = new RedisUnitJournal(session, keys);
            requireComplete(journal, keys);
            rowRunner(session, journal, context)
                    .run(keys.units(), calls(session, planner, context)::deleteSources, "redis.unit.finish");
            return journal.counts().finishResult(journal.keptSourceSamples());
        });
    }

    /** Compensates the step. Restores sources before destinations, so that applications always find one of the two. */
    public CompensationResult compensate(KeyPlanner planner, StepContext context) {
        return connections.withSession(session -> {
            JournalKeys keys = new JournalKeys(context.key());
            RedisUnitJournal journal = new RedisUnitJournal(session, keys);
            requireComplete(journal, keys);
            RedisRowScriptRunner rowRunner = rowRunner(session, journal, context);
            RestoreCalls calls = calls(session, planner, context);
            rowRunner.run(keys.deletedSources(), calls::restoreSources, "redis.unit.compensate.sources");
            rowRunner.run(keys.units(), calls::restoreUnits, "redis.unit.compensate");
            return journal.counts().compensationResult(journal.conflictSamples());
        });
    }

    /** Removes the values of one unit from the journal, and returns the number of its changes that are erased. */
    public long erase(KeyPlanner planner, String unit, StepContext context) {
        return connections.withSession(session ->
                new RedisUnitErasure(session, planner.mapping(), new JournalKeys(context.key())).erase(unit));
    }

    private static void requireComplete(RedisUnitJournal journal, JournalKeys keys) {
        if (!journal.isComplete()) {
            throw UnitFailures.journalDamaged(keys, journal.counts());
        }
    }

    private RedisRowScriptRunner rowRunner(RedisSession session, RedisUnitJournal journal, StepContext context) {
        return new RedisRowScriptRunner(session, journal, context, context.batchSize(limits.batchSize()));
    }

    private RestoreCalls calls(RedisSession session, KeyPlanner planner, StepContext context) {
        return new RestoreCalls(planner.mapping(), context, UnitScripts.load(session.version()), limits);
    }
}
