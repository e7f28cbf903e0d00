package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.redis.journal.RedisUnitJournal;
import dev.lockstep.worker.StepContext;

/**
 * Applies, finishes and compensates steps key by key on one target.
 *
 * <p>Each key is changed at most once per step. Every method can be repeated after a crash: a key's change, its journal
 * row and its count are written by one script, and keys with a row are left out.
 */
public final class RedisUnitEngine {
    private final RedisConnections connections;
    private final int batchSize;

    /**
     * An engine for one target.
     *
     * @param batchSize the most keys per round trip
     */
    public RedisUnitEngine(RedisConnections connections, int batchSize) {
        this.connections = connections;
        this.batchSize = batchSize;
    }

    /** Checks whether this server lets this user apply and compensate the step. Changes no key of an application. */
    public StepResult preflight(KeyPlanner planner) {
        return new RedisServerPreflight(connections.shared(), planner).run();
    }

    public StepResult apply(KeyPlanner planner, StepContext context) {
        try (RedisSession reader = connections.open();
                RedisSession session = connections.open()) {
            RedisUnitWriter writer = new RedisUnitWriter(session, planner.mapping(), context);
            new RedisApplySweeps(reader, writer, planner, new UnitFailures(context), batchSize).run();
            return writer.result();
        }
    }

    /** Deletes the sources that still are as they were read, by moving them into the journal. */
    public StepResult finish(KeyPlanner planner, StepContext context) {
        try (RedisSession session = connections.open()) {
            JournalKeys keys = new JournalKeys(context.key());
            RedisUnitJournal journal = new RedisUnitJournal(session, keys);
            requireComplete(journal, keys);
            pass(session, journal, context)
                    .run(keys.units(), calls(session, planner, context)::deleteSource, "redis.unit.finish");
            return journal.counts().finished(journal.keptSourceSamples());
        }
    }

    /** Restores sources before destinations, so that applications find one of the two at any time. */
    public CompensationResult compensate(KeyPlanner planner, StepContext context) {
        try (RedisSession session = connections.open()) {
            JournalKeys keys = new JournalKeys(context.key());
            RedisUnitJournal journal = new RedisUnitJournal(session, keys);
            requireComplete(journal, keys);
            RedisRowPass pass = pass(session, journal, context);
            RestoreCalls calls = calls(session, planner, context);
            pass.run(keys.deletedSources(), calls::restoreSource, "redis.unit.compensate.sources");
            pass.run(keys.units(), calls::restoreUnit, "redis.unit.compensate");
            return journal.counts().compensated(journal.conflictSamples());
        }
    }

    private static void requireComplete(RedisUnitJournal journal, JournalKeys keys) {
        if (!journal.isComplete()) {
            throw UnitFailures.journalDamaged(keys, journal.counts());
        }
    }

    private RedisRowPass pass(RedisSession session, RedisUnitJournal journal, StepContext context) {
        return new RedisRowPass(session, journal, context, batchSize);
    }

    private static RestoreCalls calls(RedisSession session, KeyPlanner planner, StepContext context) {
        return new RestoreCalls(
                planner.mapping(),
                context,
                UnitScripts.load(session.serverInfo().version()));
    }
}
