package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.redis.journal.RedisUnitJournal;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the changes of one apply to the server and reads their results. */
final class RedisUnitWriter {
    private final RedisSession session;
    private final StepContext context;
    private final JournalKeys keys;
    private final RedisUnitJournal journal;
    private final ChangeCalls calls;
    private long handled;

    RedisUnitWriter(RedisSession session, StepContext context, ChangeCalls calls) {
        this.session = session;
        this.context = context;
        this.keys = new JournalKeys(context.key());
        this.journal = new RedisUnitJournal(session, keys);
        this.calls = calls;
    }

    /** Returns whether an earlier dispatch of the step has handled keys. */
    boolean hasHandledKeys() {
        return !journal.counts().isEmpty();
    }

    /** Sends the changes in two halves, with a failpoint between them. */
    SentChanges send(List<KeyChange> changes) {
        int half = (changes.size() + 1) / 2;
        SentCalls first = submit(changes.subList(0, half));
        Failpoints.hit("redis.unit.mid-batch");
        return new SentChanges(first, submit(changes.subList(half, changes.size())));
    }

    private SentCalls submit(List<KeyChange> changes) {
        List<ChangeCall> batches = calls.of(changes);
        return new SentCalls(
                batches, session.submit(batches.stream().map(ChangeCall::call).toList()));
    }

    /** Waits for the results. Sends changes that the server has deferred again until it has handled them. */
    List<ChangeResult> results(SentChanges sent) {
        List<ChangeResult> results = new ArrayList<>();
        List<KeyChange> deferred = new ArrayList<>(readResults(sent.first(), results));
        deferred.addAll(readResults(sent.second(), results));
        while (!deferred.isEmpty()) {
            context.checkpoint();
            deferred = readResults(submit(deferred), results);
        }
        return results;
    }

    private List<KeyChange> readResults(SentCalls sent, List<ChangeResult> results) {
        List<KeyChange> deferred = new ArrayList<>();
        List<byte[]> replies = session.results(sent.submitted());
        for (int call = 0; call < replies.size(); call++) {
            List<KeyChange> changes = sent.calls().get(call).changes();
            List<ScriptReply> parsed = ScriptReply.parseAll(replies.get(call), changes.size());
            for (int index = 0; index < changes.size(); index++) {
                if (parsed.get(index).result() == UnitResult.DEFERRED) {
                    deferred.add(changes.get(index));
                } else {
                    results.add(new ChangeResult(changes.get(index), parsed.get(index)));
                }
            }
        }
        return deferred;
    }

    /** Returns the effect of a failure at this moment: none while the journal has no rows of changed units. */
    Effect effect() {
        return journal.size(keys.units()) == 0 ? Effect.NONE : Effect.PARTIAL;
    }

    /** The number of keys that this dispatch has handled. */
    long handled() {
        return handled;
    }

    /**
     * Reports progress.
     *
     * @param total the expected number of keys; absent if unknown
     */
    void reportProgress(long newlyHandled, @Nullable Long total) {
        handled += newlyHandled;
        // Keys that the scan has returned twice, or that are handled after it, are not in an estimate.
        context.progress(new Progress(handled, total == null ? null : Math.max(handled, total)));
    }

    StepResult result() {
        return journal.counts().applyResult(journal.skippedSamples());
    }

    /** A change and what the script did. */
    record ChangeResult(KeyChange change, ScriptReply reply) {}

    /** Changes that were sent and whose results have not been read yet. */
    record SentChanges(SentCalls first, SentCalls second) {}

    private record SentCalls(List<ChangeCall> calls, RedisSession.SubmittedScripts submitted) {}
}
