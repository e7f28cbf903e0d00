package dev.lockstep.benchmark;

import dev.lockstep.stack.redis.JedisConnections;
import java.net.URI;
import java.time.Duration;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.SetParams;

/**
 * A step of redis.transform and its undo on 500,000 keys, beside a Lettuce pipeline and a simple script without journal
 * or fence, which do the same edit on the same server.
 */
final class RedisBenchmark implements Benchmark {

    static final String SOURCE = "user_state:";
    private static final int KEYS = 500_000;
    private static final long EXPIRY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final String VALUE = "{\"userId\":%d,\"note\":\"" + "x".repeat(165) + "\"}";

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(1);
        URI uri = URI.create(system.local().mainRedisUri());
        insert(uri, KEYS);
        double bare = BareRedis.pipeline(uri);
        double script = BareRedis.loop(uri);
        results.add("bare Lettuce pipeline", bare, "/s");
        results.add("simple script (KEYS, then GET and SET)", script, "/s");
        StepRates step = StepRates.measure(system, Plans.copyUserStates(), KEYS);
        results.add("redis.transform, 500,000 values of about 190 B", step.apply(), "/s");
        results.add("  undo", step.undo(), "/s");
        results.addRatio("  step / bare pipeline", step.apply() / bare);
        results.addRatio("  undo / step", step.undo() / step.apply());
        results.addRatio("  step / script", step.apply() / script);
    }

    static void insert(URI uri, int keys) {
        try (Jedis redis = JedisConnections.open(uri);
                Pipeline pipeline = redis.pipelined()) {
            for (int id = 1; id <= keys; id++) {
                pipeline.set(
                        SOURCE + id, VALUE.formatted(id), SetParams.setParams().ex(EXPIRY_SECONDS));
                if (id % 10_000 == 0) {
                    pipeline.sync();
                }
            }
            pipeline.sync();
        }
    }
}
