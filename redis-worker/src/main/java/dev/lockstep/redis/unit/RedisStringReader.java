package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the values of those keys that are strings up to a length, with one script for each 4 MB. */
public final class RedisStringReader {
    private final RedisValueReader reader;

    /** @param maxValueBytes length up to which a value is read */
    public RedisStringReader(RedisSession session, int maxValueBytes) {
        this.reader = new RedisValueReader(session, maxValueBytes);
    }

    /** Returns the values of all keys; keys of other types and longer values are left out. */
    public Map<RedisKey, byte[]> read(List<RedisKey> keys) {
        Map<RedisKey, byte[]> strings = new LinkedHashMap<>();
        List<RedisKey> rest = keys;
        while (!rest.isEmpty()) {
            List<KeyValue> values = reader.valuesOf(reader.request(rest));
            for (int index = 0; index < values.size(); index++) {
                if (values.get(index) instanceof KeyValue.Text(byte[] value)) {
                    strings.put(rest.get(index), value);
                }
            }
            rest = rest.subList(values.size(), rest.size());
        }
        return strings;
    }
}
