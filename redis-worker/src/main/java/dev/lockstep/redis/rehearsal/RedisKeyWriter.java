package dev.lockstep.redis.rehearsal;

import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.rehearsal.RedisKeyReader.KeyReply;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Writes dumped keys into a copy, with their absolute expiries. */
final class RedisKeyWriter {
    /** Keys that expire within this time get an expiry that is later by it. */
    private static final long SOON = Duration.ofHours(1).toMillis();

    private final RedisSession copy;
    private final CopyProgress progress;

    RedisKeyWriter(RedisSession copy, CopyProgress progress) {
        this.copy = copy;
        this.progress = progress;
    }

    void write(List<KeyReply> dumped) {
        Failpoints.hit("redis.copy.before-batch");
        dumped.stream().filter(RedisKeyWriter::isTooLarge).forEach(_ -> progress.addTooLarge());
        List<KeyReply> found = dumped.stream().filter(KeyReply::hasValue).toList();
        long now = now();
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
            progress.addExpiringSoon();
            return expiry + SOON;
        }
        return expiry;
    }

    /** The time of the server in milliseconds. */
    private long now() {
        List<byte[]> time = copy.call(RedisAsyncCommands::time);
        return 1000 * Long.parseLong(new String(time.getFirst(), StandardCharsets.US_ASCII));
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
