package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.journal.ConflictParser;
import dev.lockstep.redis.journal.RedisUnitJournal;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Runs a script for all rows of a journal hash, in batches, and reports progress. */
final class RedisRowScriptRunner {
    private final RedisSession session;
    private final RedisUnitJournal journal;
    private final StepContext context;
    private final int batchSize;
    private final UnitFailures failures;
    private long done;

    RedisRowScriptRunner(RedisSession session, RedisUnitJournal journal, StepContext context, int batchSize) {
        this.session = session;
        this.journal = journal;
        this.context = context;
        this.batchSize = batchSize;
        this.failures = new UnitFailures(context);
    }

    /**
     * Runs the script for every row of the hash; throws the first failure.
     *
     * @param failpoint prefix of the failpoints' names
     */
    void run(RedisKey hash, Function<List<RedisKey>, ScriptCall> call, String failpoint) {
        long total = done + journal.size(hash);
        journal.forEachBatch(hash, batchSize, batch -> {
            runBatch(batch, call, failpoint);
            done += batch.size();
            context.progress(new Progress(done, Math.max(done, total)));
        });
    }

    private void runBatch(List<RedisKey> batch, Function<List<RedisKey>, ScriptCall> call, String failpoint) {
        int half = (batch.size() + 1) / 2;
        RowCalls first = submit(batch.subList(0, half), call);
        Failpoints.hit(failpoint + ".mid-batch");
        RowCalls second = submit(batch.subList(half, batch.size()), call);
        List<RedisKey> deferred = new ArrayList<>(deferredOf(first));
        deferred.addAll(deferredOf(second));
        Failpoints.hit(failpoint + ".after-batch");
        while (!deferred.isEmpty()) {
            context.checkpoint();
            deferred = deferredOf(submit(deferred, call));
        }
    }

    private RowCalls submit(List<RedisKey> rows, Function<List<RedisKey>, ScriptCall> call) {
        List<List<RedisKey>> batches = ChangeBatches.ofKeys(rows);
        return new RowCalls(batches, session.submit(batches.stream().map(call).toList()));
    }

    /** Waits for the results, and returns the rows that the server has deferred. */
    private List<RedisKey> deferredOf(RowCalls calls) {
        List<RedisKey> deferred = new ArrayList<>();
        List<byte[]> replies = session.results(calls.submitted());
        for (int index = 0; index < replies.size(); index++) {
            List<RedisKey> batch = calls.batches().get(index);
            List<ScriptReply> results = ScriptReply.parseAll(replies.get(index), batch.size());
            for (int row = 0; row < batch.size(); row++) {
                if (isDeferred(batch.get(row), results.get(row))) {
                    deferred.add(batch.get(row));
                }
            }
        }
        return deferred;
    }

    private boolean isDeferred(RedisKey key, ScriptReply reply) {
        return switch (reply.result()) {
            case WRITTEN, SKIPPED, ALREADY_HANDLED, MISSING, SETTLED -> false;
            case DEFERRED -> true;
            case CONFLICT -> throw failures.conflict(ConflictParser.parse(reply.detail()));
            case PRE_IMAGE_MISSING -> throw failures.preImageMissing(key);
            case ERROR -> throw failures.serverError(key, reply);
            case SUPERSEDED -> throw failures.superseded();
            case FENCE_LOST -> throw failures.fenceLost();
            case CHANGED, DESTINATION_EXISTS, FAILED, TOO_LARGE ->
                throw new IllegalStateException("a restore script replied %s".formatted(reply.result()));
        };
    }

    /** Calls that were sent, with the rows of each. */
    private record RowCalls(List<List<RedisKey>> batches, RedisSession.SubmittedScripts submitted) {}
}
