package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Divides changes into batches for one script call each: of the same form, and bounded in number and bytes. */
final class ChangeBatches {
    /** Maximum number of keys per call. A call blocks the server; more keys per call would save little. */
    static final int MAX_KEYS = 100;

    private static final int MAX_BYTES = 1_000_000;

    private ChangeBatches() {}

    /** The forms of changes. All changes of one step that have the same form differ only in their keys and values. */
    private enum Form {
        NEW_VALUE_IN_PLACE,
        SAME_VALUE_IN_PLACE,
        NEW_VALUE_AT_DESTINATION,
        SAME_VALUE_AT_DESTINATION,
        EXPIRY,
        SKIP
    }

    static List<List<KeyChange>> of(List<KeyChange> changes) {
        Map<Form, List<KeyChange>> byForm = new EnumMap<>(Form.class);
        changes.forEach(change -> byForm.computeIfAbsent(formOf(change), _form -> new ArrayList<>())
                .add(change));
        return byForm.values().stream()
                .map(ChangeBatches::divided)
                .flatMap(Collection::stream)
                .toList();
    }

    /** Divides keys that are sent without values. */
    static List<List<RedisKey>> ofKeys(List<RedisKey> keys) {
        List<List<RedisKey>> batches = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += MAX_KEYS) {
            batches.add(keys.subList(from, Math.min(from + MAX_KEYS, keys.size())));
        }
        return batches;
    }

    private static List<List<KeyChange>> divided(List<KeyChange> changes) {
        List<List<KeyChange>> batches = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int index = 0; index < changes.size(); index++) {
            bytes += bytesOf(changes.get(index));
            if (index > from && (index - from == MAX_KEYS || bytes > MAX_BYTES)) {
                batches.add(changes.subList(from, index));
                from = index;
                bytes = bytesOf(changes.get(index));
            }
        }
        if (from < changes.size()) {
            batches.add(changes.subList(from, changes.size()));
        }
        return batches;
    }

    private static Form formOf(KeyChange change) {
        return switch (change) {
            case KeyChange.WriteInPlace write ->
                switch (write.content()) {
                    case KeyContent.Replaced _replaced -> Form.NEW_VALUE_IN_PLACE;
                    case KeyContent.AsIs _asIs -> Form.SAME_VALUE_IN_PLACE;
                };
            case KeyChange.WriteDestination write ->
                switch (write.content()) {
                    case KeyContent.Replaced _replaced -> Form.NEW_VALUE_AT_DESTINATION;
                    case KeyContent.AsIs _asIs -> Form.SAME_VALUE_AT_DESTINATION;
                };
            case KeyChange.ChangeExpiry _expiry -> Form.EXPIRY;
            case KeyChange.Skip _skip -> Form.SKIP;
            case KeyChange.Fail _fail -> Form.SKIP;
        };
    }

    /** Returns the bytes that a call has because of the change. */
    static long bytesOf(KeyChange change) {
        long valueBytes =
                switch (change) {
                    case KeyChange.Skip skip -> ScriptArguments.comparedOf(skip.value()).length;
                    case KeyChange.Fail fail -> ScriptArguments.comparedOf(fail.value()).length;
                    case KeyChange.WriteInPlace write -> totalBytes(write);
                    case KeyChange.WriteDestination write -> totalBytes(write);
                    case KeyChange.ChangeExpiry expiry -> totalBytes(expiry);
                };
        return change.key().length() + valueBytes;
    }

    private static long totalBytes(KeyChange change) {
        return ScriptArguments.valuesOf(change).stream()
                .mapToLong(value -> value.length)
                .sum();
    }
}
