package dev.lockstep.redis.operation;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Reads the values of a batch of keys: one question for the strings, one for what the others are. */
record RedisReadings(RedisSession session) {
    private static final String STRING = "string";
    private static final String NONE = "none";

    List<Reading> of(List<RedisKey> batch) {
        if (batch.isEmpty()) {
            return List.of();
        }
        byte[][] names = batch.stream().map(RedisKey::bytes).toArray(byte[][]::new);
        List<KeyValue<byte[], byte[]>> values = session.ask(redis -> redis.mget(names));
        List<RedisKey> without = new ArrayList<>();
        for (int index = 0; index < batch.size(); index++) {
            if (!values.get(index).hasValue()) {
                without.add(batch.get(index));
            }
        }
        Iterator<Reading> others = typesOf(without).iterator();
        return values.stream()
                .map(value -> value.hasValue() ? new Reading.Text(value.getValue()) : others.next())
                .toList();
    }

    private List<Reading> typesOf(List<RedisKey> keys) {
        return session.<RedisKey, String>askEach(keys, key -> redis -> redis.type(key.bytes())).stream()
                .map(RedisReadings::readingOf)
                .toList();
    }

    private static Reading readingOf(String type) {
        return switch (type) {
            // It was none of both a moment ago: an application made a string of it, which the next sweep reads.
            case STRING, NONE -> new Reading.Absent();
            default -> new Reading.OtherType(type);
        };
    }
}
