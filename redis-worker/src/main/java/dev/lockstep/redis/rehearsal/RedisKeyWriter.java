package dev.lockstep.redis.rehearsal;

import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.rehearsal.RedisKeyReader.KeyReply;
import dev.lockstep.worker.CopyProgress;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RestoreArgs;
import java.time.Duration;
import java.util.List;

/** Writes dumped keys into a copy, with their absolute expiries. */
final class RedisKeyWriter {
    /** Keys that expire within this time get an expiry that is later by it. */
    private static final long SOON = Duration.ofHours(1).toMillis();

    private final RedisSession copy;
    private final CopyProgress progress;
    private long tooLarge;
    private long expiringSoon;

    RedisKeyWriter(RedisSession copy, CopyProgress progress) {
        this.copy = copy;
        this.progress = progress;
    }

    void write(List<KeyReply> dumped) {
        Failpoints.hit("redis.copy.before-batch");
        dumped.stream().filter(RedisKeyWriter::isTooLarge).forEach(_ -> tooLarge++);
        List<KeyReply> found = dumped.stream().filter(KeyReply::hasValue).toList();
        long now = copy.serverTime().toEpochMilli();
        try {
            copy.callEach(
                    found,
                    key -> redis ->
                            redis.restore(key.key().bytes(), key.value().getFirst(), arguments(key.text(), now)));
        } catch (RedisCommandExecutionException refused) {
            throw failure(refused);
        }
        progress.add(found.size());
    }

    /** A missing key has neither a value nor a size. */
    private static boolean isTooLarge(KeyReply reply) {
        return !reply.hasValue() && !reply.text().isEmpty();
    }

    private RestoreArgs arguments(String expiry, long now) {
        return RestoreArgs.Builder.ttl(expiryInCopy(Long.parseLong(expiry), now))
                .absttl()
                .replace();
    }

    private long expiryInCopy(long expiry, long now) {
        if (expiry < 0) {
            return 0;
        }
        if (expiry < now + SOON) {
            expiringSoon++;
            return expiry + SOON;
        }
        return expiry;
    }

    /** Notes how the copy differs from the target, after the last key. */
    void finish() {
        if (tooLarge > 0) {
            progress.markIncomplete();
            progress.note(
                    "%d keys are not in the copy, because they exceed the option max-value-bytes".formatted(tooLarge));
        }
        if (expiringSoon > 0) {
            progress.note(
                    "%d keys that expire within an hour expire an hour later in the copy, so that they exist during the rehearsal"
                            .formatted(expiringSoon));
        }
    }

    private RuntimeException failure(RedisCommandExecutionException refused) {
        return String.valueOf(refused.getMessage()).contains("DUMP payload version")
                ? OperationFailed.withoutEffect(
                        "rehearsal-server-version",
                        "the server for rehearsals is Redis %s, which cannot read keys of the target (%s); name one of at least the version of the target with the option rehearsal-url"
                                .formatted(copy.displayVersion(), refused.getMessage()))
                : refused;
    }
}
