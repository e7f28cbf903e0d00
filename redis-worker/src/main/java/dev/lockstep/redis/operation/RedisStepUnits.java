package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.redis.journal.RedisUnitJournal;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The units of one step under one dispatch: sends scripts for them and judges the answers. */
final class RedisStepUnits {
    private final RedisSession session;
    private final StepContext context;
    private final int batchSize;
    private final JournalKeys keys;
    private final RedisUnitJournal journal;
    private final TransformCalls calls;
    private final UnitFailures failures;
    private long done;

    RedisStepUnits(RedisSession session, RedisTransform operation, StepContext context, int batchSize) {
        this.session = session;
        this.context = context;
        this.batchSize = batchSize;
        this.keys = new JournalKeys(context.key());
        this.journal = new RedisUnitJournal(session, keys);
        this.calls = new TransformCalls(
                operation, context, TransformScripts.of(session.facts().version()));
        this.failures = new UnitFailures(operation, context);
    }

    int batchSize() {
        return batchSize;
    }

    /** Has an earlier dispatch of this step been here? */
    boolean begunBefore() {
        return !journal.counts().isEmpty();
    }

    /** Those of the keys that the step has not judged yet. */
    List<RedisKey> unjudged(List<RedisKey> batch) {
        if (batch.isEmpty()) {
            return batch;
        }
        context.checkpoint();
        byte[] answers = session.run(calls.judged(batch));
        List<RedisKey> left = new ArrayList<>(batch.size());
        for (int index = 0; index < batch.size(); index++) {
            if (answers[index] == '0') {
                left.add(batch.get(index));
            }
        }
        return left;
    }

    /** Sends the changes; a process that dies in here leaves the first half of them done. */
    Flight send(List<Change> changes) {
        int half = (changes.size() + 1) / 2;
        RedisSession.Submitted first = submit(changes.subList(0, half));
        Failpoints.hit("redis.transform.mid-batch");
        return new Flight(changes, first, submit(changes.subList(half, changes.size())));
    }

    private RedisSession.Submitted submit(List<Change> changes) {
        return session.submit(changes.stream().map(calls::change).toList());
    }

    /** What the server made of each change, in their order. */
    List<UnitAnswer> land(Flight flight) {
        List<UnitAnswer> answers = new ArrayList<>(flight.changes().size());
        session.answersOf(flight.first()).forEach(answer -> answers.add(UnitAnswer.parse(answer)));
        session.answersOf(flight.second()).forEach(answer -> answers.add(UnitAnswer.parse(answer)));
        return answers;
    }

    UnitFailures failures() {
        return failures;
    }

    /** Nothing at all, or a part: whichever the journal says. */
    Effect effect() {
        return journal.size(keys.units()) == 0 ? Effect.NONE : Effect.PARTIAL;
    }

    /** How many there will be, only the end of the scan can tell. */
    void told(long units) {
        done += units;
        context.progress(new Progress(done, null));
    }

    /** What apply has done so far, over all of the step's dispatches. */
    StepResult applied() {
        return StepCounts.of(journal.counts()).applied(journal.skippedSamples());
    }

    /** The same for the finish. */
    StepResult finished() {
        return StepCounts.of(journal.counts()).finished(journal.keptSamples());
    }

    /** What is undone so far, over all of the step's dispatches. */
    CompensationResult undone() {
        return StepCounts.of(journal.counts()).undone(journal.conflictSamples());
    }

    /** A journal without all of its rows could not undo what it does not know. */
    Optional<StepFailure> damage() {
        return journal.isWhole() ? Optional.empty() : Optional.of(failures.damaged(keys, journal.counts()));
    }

    Optional<StepFailure> dropSources() {
        return each(keys.units(), calls::drop, "redis.transform.finish");
    }

    Optional<StepFailure> bringSourcesBack() {
        return each(keys.sources(), calls::bringBack, "redis.transform.compensate.sources");
    }

    Optional<StepFailure> undoChanges() {
        return each(keys.units(), calls::undo, "redis.transform.compensate");
    }

    private Optional<StepFailure> each(RedisKey hash, Function<RedisKey, ScriptCall> call, String point) {
        List<StepFailure> found = new ArrayList<>();
        long total = done + journal.size(hash);
        journal.eachBatch(hash, batchSize, batch -> {
            if (found.isEmpty()) {
                batch(batch, call, point).ifPresentOrElse(found::add, () -> told(batch.size(), total));
            }
        });
        return found.stream().findFirst();
    }

    private Optional<StepFailure> batch(List<RedisKey> batch, Function<RedisKey, ScriptCall> call, String point) {
        int half = (batch.size() + 1) / 2;
        RedisSession.Submitted first =
                session.submit(batch.subList(0, half).stream().map(call).toList());
        Failpoints.hit(point + ".mid-batch");
        RedisSession.Submitted second = session.submit(
                batch.subList(half, batch.size()).stream().map(call).toList());
        List<byte[]> answers = new ArrayList<>(session.answersOf(first));
        answers.addAll(session.answersOf(second));
        Failpoints.hit(point + ".after-batch");
        return failures.firstOf(batch, answers);
    }

    private void told(long units, long total) {
        done += units;
        context.progress(new Progress(done, Math.max(done, total)));
    }

    /** Changes on their way to the server. */
    record Flight(List<Change> changes, RedisSession.Submitted first, RedisSession.Submitted second) {}
}
