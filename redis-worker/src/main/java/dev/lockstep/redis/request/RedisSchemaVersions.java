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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Counts keys by the version in their prefix in one scan, and reads the member {@code /schemaVersion} of some values of
 * each of the first prefixes. Only reads. Its memory is limited, however many prefixes there are.
 */
final class RedisSchemaVersions {
    private static final String MEMBER = "schemaVersion";
    private static final int BATCH = 200;
    private static final int VALUES_PER_PREFIX = 100;
    private static final int MAX_PREFIXES = SchemaVersionsResult.MAX_GROUPS;
    private static final int MAX_VALUE_BYTES = 64 * 1024;

    private final RedisSession session;
    private final Masking masking;
    private final TargetRequest.SchemaVersions request;
    private final long deadlineNanos;
    private final VersionGroups groups;
    private final RedisStringReader values;
    private final Map<VersionedPrefix, Integer> readValues = new HashMap<>();
    /** The groups of which values are read, and those of them that have values of other prefixes. */
    private final Set<String> readGroups = new HashSet<>();

    private final Set<String> partlyReadGroups = new HashSet<>();
    private boolean hasUnreadPrefixes;

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
        markSamples();
        return groups.result();
    }

    private void markSamples() {
        readValues.forEach((prefix, keys) -> {
            if (keys > VALUES_PER_PREFIX) {
                groups.markSample(prefix.name(), VersionSource.VALUE);
            }
        });
        partlyReadGroups.forEach(name -> groups.markSample(name, VersionSource.VALUE));
        if (hasUnreadPrefixes) {
            groups.note("there are more than %d prefixes with their versions; no values of the others are read"
                    .formatted(MAX_PREFIXES));
        }
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
            if (!masking.masksField(MEMBER) && isRead(prefix)) {
                sampled.put(key, prefix);
            }
        }
        if (!sampled.isEmpty()) {
            countValues(sampled);
        }
    }

    /** Counts a key of the prefix; true if its value is to be read. */
    private boolean isRead(VersionedPrefix prefix) {
        if (readValues.size() == MAX_PREFIXES && !readValues.containsKey(prefix)) {
            hasUnreadPrefixes = true;
            if (readGroups.contains(prefix.name())) {
                partlyReadGroups.add(prefix.name());
            }
            return false;
        }
        readGroups.add(prefix.name());
        return readValues.merge(prefix, 1, Integer::sum) <= VALUES_PER_PREFIX;
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
