package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.rehearsal.RedisKeyReader.KeyReply;
import dev.lockstep.worker.ContentDigests;
import dev.lockstep.worker.Sha256;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.backup.NameSet;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Computes the digests of a logical database without Lockstep's keys, by pattern and type: of the names, contents and absolute
 * expiries of the keys. Contents are compared as the steps compare them, so an encoding or an order of members that has no
 * meaning makes no difference.
 */
final class RedisContentDigests {
    /** A scan can return a key twice, so the names of a scan are kept: 32 to 64 bytes each. */
    private static final int MAX_NAMES = 1_000_000;

    private final RedisSession session;
    private final CopiedKeys keys;
    private final int batchSize;
    private final StepContext context;
    private final RedisKeyReader reader;
    private final TreeMap<String, PartDigest> parts = new TreeMap<>();

    RedisContentDigests(RedisSession session, CopiedKeys keys, int batchSize, StepContext context) {
        this.session = session;
        this.keys = keys;
        this.batchSize = batchSize;
        this.context = context;
        this.reader = new RedisKeyReader(session, "digest-keys");
    }

    ContentDigests compute() {
        long size = session.call(RedisAsyncCommands::dbsize);
        int passes = Math.toIntExact(1 + 2 * size / MAX_NAMES);
        for (int pass = 0; pass < passes; pass++) {
            addKeys(pass, passes);
        }
        TreeMap<String, Digest> digests = new TreeMap<>();
        parts.forEach((name, part) -> digests.put(name, part.digest()));
        return new ContentDigests(digests);
    }

    /** Adds about as many keys as there may be names in memory. */
    private void addKeys(int pass, int passes) {
        NameSet seen = new NameSet(Integer.MAX_VALUE);
        RedisKeyScan scan = new RedisKeyScan(session, "*");
        List<RedisKey> batch = scan.next(batchSize);
        while (!batch.isEmpty()) {
            context.checkpoint();
            List<RedisKey> added = batch.stream()
                    .filter(key -> seen.partOf(key.bytes(), passes) == pass && seen.add(key.bytes()))
                    .toList();
            reader.read(
                    added,
                    replies -> replies.stream().filter(KeyReply::hasValue).forEach(this::add));
            batch = scan.next(batchSize);
        }
    }

    private void add(KeyReply reply) {
        byte[] content = reply.value().getFirst();
        byte[] name = reply.key().bytes();
        MessageDigest sha256 = Sha256.start();
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
        sha256.update(name);
        sha256.update(content);
        sha256.update(" until ".getBytes(StandardCharsets.US_ASCII));
        sha256.update(reply.text().getBytes(StandardCharsets.US_ASCII));
        parts.computeIfAbsent(
                        "%s of type %s".formatted(keys.partOf(reply.key()), typeOf(content)), _ -> new PartDigest())
                .add(sha256.digest());
    }

    /** A digest of the content begins with the type and a colon. */
    private static String typeOf(byte[] content) {
        int end = 0;
        while (end < content.length && content[end] != ':') {
            end++;
        }
        return new String(Arrays.copyOf(content, end), StandardCharsets.UTF_8);
    }
}
