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

/** Runs one script for each row of a journal hash, in batches, and reports progress. */
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
    void run(RedisKey hash, Function<RedisKey, ScriptCall> call, String failpoint) {
        long total = done + journal.size(hash);
        journal.forEachBatch(hash, batchSize, batch -> {
            runBatch(batch, call, failpoint);
            done += batch.size();
            context.progress(new Progress(done, Math.max(done, total)));
        });
    }

    private void runBatch(List<RedisKey> batch, Function<RedisKey, ScriptCall> call, String failpoint) {
        int half = (batch.size() + 1) / 2;
        RedisSession.SubmittedScripts first =
                session.submit(batch.subList(0, half).stream().map(call).toList());
        Failpoints.hit(failpoint + ".mid-batch");
        RedisSession.SubmittedScripts second = session.submit(
                batch.subList(half, batch.size()).stream().map(call).toList());
        List<byte[]> replies = new ArrayList<>(session.results(first));
        replies.addAll(session.results(second));
        Failpoints.hit(failpoint + ".after-batch");
        for (int index = 0; index < batch.size(); index++) {
            throwFailure(batch.get(index), ScriptReply.parse(replies.get(index)));
        }
    }

    private void throwFailure(RedisKey key, ScriptReply reply) {
        switch (reply.result()) {
            case WRITTEN, SKIPPED, ALREADY_HANDLED, MISSING, SETTLED -> {}
            case CONFLICT -> throw UnitFailures.conflict(ConflictParser.parse(reply.detail()));
            case PRE_IMAGE_MISSING -> throw UnitFailures.preImageMissing(key);
            case SUPERSEDED -> throw failures.superseded();
            case FENCE_LOST -> throw failures.fenceLost();
            case CHANGED, DESTINATION_EXISTS, FAILED ->
                throw new IllegalStateException("a restore script replied %s".formatted(reply.result()));
        }
    }
}
