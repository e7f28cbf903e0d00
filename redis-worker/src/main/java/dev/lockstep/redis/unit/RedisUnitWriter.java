package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.redis.journal.RedisUnitJournal;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;

/** Sends the changes of one apply to the server and reads their results. */
final class RedisUnitWriter {
    private final RedisSession session;
    private final StepContext context;
    private final JournalKeys keys;
    private final RedisUnitJournal journal;
    private final ChangeCalls calls;
    private long handled;

    RedisUnitWriter(RedisSession session, KeyMapping mapping, StepContext context) {
        this.session = session;
        this.context = context;
        this.keys = new JournalKeys(context.key());
        this.journal = new RedisUnitJournal(session, keys);
        this.calls = new ChangeCalls(
                mapping, context, UnitScripts.load(session.serverInfo().version()));
    }

    /** Returns whether an earlier dispatch of the step has handled keys. */
    boolean hasHandledKeys() {
        return !journal.counts().isEmpty();
    }

    /** Returns the keys of the batch that the step has not handled yet. */
    List<RedisKey> unhandled(List<RedisKey> batch) {
        if (batch.isEmpty()) {
            return batch;
        }
        context.checkpoint();
        byte[] isHandled = session.run(calls.findHandled(batch));
        List<RedisKey> unhandled = new ArrayList<>(batch.size());
        for (int index = 0; index < batch.size(); index++) {
            if (isHandled[index] == '0') {
                unhandled.add(batch.get(index));
            }
        }
        return unhandled;
    }

    /** Sends the changes in two halves, with a failpoint between them. */
    SentChanges send(List<KeyChange> changes) {
        int half = (changes.size() + 1) / 2;
        RedisSession.SubmittedScripts first = submit(changes.subList(0, half));
        Failpoints.hit("redis.unit.mid-batch");
        return new SentChanges(changes, first, submit(changes.subList(half, changes.size())));
    }

    private RedisSession.SubmittedScripts submit(List<KeyChange> changes) {
        return session.submit(changes.stream().map(calls::of).toList());
    }

    /** Waits for the results, in the order of the changes. */
    List<UnitResult> results(SentChanges sent) {
        List<UnitResult> results = new ArrayList<>(sent.changes().size());
        session.results(sent.first())
                .forEach(reply -> results.add(ScriptReply.parse(reply).result()));
        session.results(sent.second())
                .forEach(reply -> results.add(ScriptReply.parse(reply).result()));
        return results;
    }

    /** Returns the effect of a failure at this moment: none while the journal has no rows of changed units. */
    Effect effect() {
        return journal.size(keys.units()) == 0 ? Effect.NONE : Effect.PARTIAL;
    }

    /** Reports progress. The total is unknown until the scan has ended. */
    void reportProgress(long newlyHandled) {
        handled += newlyHandled;
        context.progress(new Progress(handled, null));
    }

    StepResult result() {
        return journal.counts().applyResult(journal.skippedSamples());
    }

    /** Changes that were sent and whose results have not been read yet. */
    record SentChanges(
            List<KeyChange> changes, RedisSession.SubmittedScripts first, RedisSession.SubmittedScripts second) {}
}
