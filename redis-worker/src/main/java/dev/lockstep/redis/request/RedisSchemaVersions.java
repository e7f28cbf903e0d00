package dev.lockstep.redis.request;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionSource;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.unit.RedisStringReader;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.VersionGroups;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Counts keys by the version in their prefix in one scan, and reads the member {@code /schemaVersion} of some values of
 * each prefix. Only reads.
 */
final class RedisSchemaVersions {
    private static final String MEMBER = "schemaVersion";
    private static final int BATCH = 200;
    private static final int VALUES_PER_PREFIX = 100;
    private static final int MAX_VALUE_BYTES = 64 * 1024;

    private final RedisSession session;
    private final Masking masking;
    private final TargetRequest.SchemaVersions request;
    private final long deadlineNanos;
    private final VersionGroups groups;
    private final RedisStringReader values;
    private final Map<VersionedPrefix, Integer> readValues = new HashMap<>();

    RedisSchemaVersions(RedisSession session, Masking masking, TargetRequest.SchemaVersions request, long startNanos) {
        this.session = session;
        this.masking = masking;
        this.request = request;
        this.deadlineNanos = startNanos + request.timeLimit().toNanos();
        this.groups = new VersionGroups(startNanos);
        this.values = new RedisStringReader(session, MAX_VALUE_BYTES);
    }

    SchemaVersionsResult count() {
        RedisKeyScan scan = new RedisKeyScan(session, "*");
        long remaining = request.sample() == null ? Long.MAX_VALUE : request.sample();
        List<RedisKey> batch = scan.next((int) Math.min(BATCH, remaining));
        while (!batch.isEmpty()) {
            countKeys(batch);
            remaining -= batch.size();
            if (remaining == 0 || System.nanoTime() - deadlineNanos > 0) {
                markRest(scan, remaining == 0);
                break;
            }
            batch = scan.next((int) Math.min(BATCH, remaining));
        }
        readValues.forEach((prefix, keys) -> {
            if (keys > VALUES_PER_PREFIX) {
                groups.markSample(prefix.name(), VersionSource.VALUE);
            }
        });
        return groups.result();
    }

    private void markRest(RedisKeyScan scan, boolean isSample) {
        if (!scan.next(1).isEmpty()) {
            groups.markPart(VersionSource.KEY);
            groups.note(
                    isSample
                            ? "only the first %d keys of the scan are counted".formatted(request.sample())
                            : "the time limit of %d s was reached before all keys were counted"
                                    .formatted(request.timeLimit().toSeconds()));
        }
    }

    private void countKeys(List<RedisKey> batch) {
        Map<RedisKey, VersionedPrefix> sampled = new LinkedHashMap<>();
        for (RedisKey key : batch) {
            String text = key.toString();
            String shown = masking.key(text);
            if (!shown.equals(text)) {
                groups.add(shown, VersionSource.KEY, null, 1);
                continue;
            }
            VersionedPrefix prefix = VersionedPrefix.of(text, request.prefixSegments());
            groups.add(prefix.name(), VersionSource.KEY, prefix.version(), 1);
            if (!masking.masksField(MEMBER) && readValues.merge(prefix, 1, Integer::sum) <= VALUES_PER_PREFIX) {
                sampled.put(key, prefix);
            }
        }
        if (!sampled.isEmpty()) {
            countValues(sampled);
        }
    }

    private void countValues(Map<RedisKey, VersionedPrefix> sampled) {
        values.read(List.copyOf(sampled.keySet())).forEach((key, value) -> {
            JsonNode json = parse(value);
            VersionedPrefix prefix = sampled.get(key);
            if (json != null && json.isObject() && prefix != null) {
                groups.add(prefix.name(), VersionSource.VALUE, text(json.path(MEMBER)), 1);
            }
        });
    }

    private static @Nullable JsonNode parse(byte[] value) {
        try {
            return LockstepJson.messages().readTree(value);
        } catch (JacksonException | StackOverflowError _notJson) {
            return null;
        }
    }

    private static @Nullable String text(JsonNode version) {
        if (version.isMissingNode() || version.isNull()) {
            return null;
        }
        return version.isNumber() || version.isString()
                ? version.toString()
                : version.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
