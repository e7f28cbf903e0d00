package dev.lockstep.benchmark;

import dev.lockstep.contract.json.LockstepJson;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The edit of {@link Plans#copyUserStates} without Lockstep: no fence, no journal, no undo. Results in keys per second. */
final class BareRedis {

    private static final int BATCH = 1000;
    private static final String DESTINATION = "bare_state:";
    private static final String SAMPLE = RedisBenchmark.SOURCE + "1?????";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final JsonMapper JSON = LockstepJson.messages();

    private BareRedis() {}

    /** SCAN, then per batch MGET and PTTL, the edit, and SET PX, each pipelined. Deletes what it has written. */
    static double pipeline(URI uri) {
        return run(uri, connection -> {
            long keys = 0;
            List<String> batch = new ArrayList<>();
            ScanIterator<String> scan = ScanIterator.scan(
                    connection.sync(),
                    ScanArgs.Builder.matches(RedisBenchmark.SOURCE + "*").limit(BATCH));
            while (scan.hasNext()) {
                batch.add(scan.next());
                if (batch.size() == BATCH || !scan.hasNext()) {
                    copy(connection, batch);
                    keys += batch.size();
                    batch.clear();
                }
            }
            return keys;
        });
    }

    private static void copy(StatefulRedisConnection<String, String> connection, List<String> keys) {
        RedisAsyncCommands<String, String> redis = connection.async();
        connection.setAutoFlushCommands(false);
        RedisFuture<List<KeyValue<String, String>>> values = redis.mget(keys.toArray(String[]::new));
        List<RedisFuture<Long>> expiries = keys.stream().map(redis::pttl).toList();
        connection.flushCommands();
        await(expiries);
        List<RedisFuture<String>> writes = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String value = edit(join(values).get(i).getValue());
            String key = DESTINATION + keys.get(i).substring(RedisBenchmark.SOURCE.length());
            writes.add(redis.set(key, value, SetArgs.Builder.px(join(expiries.get(i)))));
        }
        connection.flushCommands();
        await(writes);
        connection.setAutoFlushCommands(true);
    }

    /** KEYS, then GET and SET EX of one key after the other, on 100,000 of the keys. */
    static double loop(URI uri) {
        return run(uri, connection -> {
            List<String> keys = connection.sync().keys(SAMPLE);
            for (String key : keys) {
                String value = edit(connection.sync().get(key));
                String copy = DESTINATION + key.substring(RedisBenchmark.SOURCE.length());
                connection.sync().setex(copy, Duration.ofHours(1).toSeconds(), value);
            }
            return keys.size();
        });
    }

    private static double run(URI uri, ToLongFunction<StatefulRedisConnection<String, String>> work) {
        RedisClient client = RedisClient.create(uri.toString());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            long startNanos = System.nanoTime();
            long keys = work.applyAsLong(connection);
            double perSecond = keys * 1e9 / (System.nanoTime() - startNanos);
            ScanIterator.scan(
                            connection.sync(),
                            ScanArgs.Builder.matches(DESTINATION + "*").limit(BATCH))
                    .forEachRemaining(key -> connection.sync().unlink(key));
            return perSecond;
        } finally {
            client.shutdown();
        }
    }

    private static String edit(String value) {
        ObjectNode state = (ObjectNode) JSON.readTree(value);
        state.set(
                "v2_features",
                JSON.valueToTree(Map.of("enhancedTracking", true, "aiInsights", true, "socialFeatures", false)));
        state.put("schemaVersion", 2);
        return JSON.writeValueAsString(state);
    }

    private static void await(List<? extends RedisFuture<?>> futures) {
        if (!LettuceFutures.awaitAll(LIMIT, futures.toArray(RedisFuture[]::new))) {
            throw new IllegalStateException("Redis did not answer within " + LIMIT);
        }
    }

    private static <T> T join(RedisFuture<T> future) {
        return future.toCompletableFuture().join();
    }
}
