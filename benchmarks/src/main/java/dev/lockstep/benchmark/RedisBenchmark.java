package dev.lockstep.benchmark;

import dev.lockstep.stack.redis.JedisConnections;
import java.net.URI;
import java.time.Duration;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.SetParams;

/**
 * A step of redis.transform and its undo on 500,000 keys, beside a bare Lettuce pipeline without journal or fence and
 * the loop of the procedure's script, which do the same edit on the same server.
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
        insert(uri);
        double bare = BareRedis.pipeline(uri);
        double script = BareRedis.loop(uri);
        results.add("bare Lettuce pipeline", bare, "/s");
        results.add("the procedure's script (KEYS, then GET and SET)", script, "/s");
        try (MigrationRunner runner = system.runner()) {
            MigrationRunner.Completed migration = runner.run(Plans.copyUserStates());
            double apply = perSecond(runner.applyDuration(migration));
            runner.rollback(migration);
            double undo = perSecond(runner.compensateDuration(migration));
            results.add("redis.transform, 500,000 keys of 200 B", apply, "/s");
            results.add("  undo", undo, "/s");
            results.addRatio("  step / bare pipeline", apply / bare);
            results.addRatio("  undo / step", undo / apply);
            results.addRatio("  step / script", apply / script);
        }
    }

    private static void insert(URI uri) {
        try (Jedis redis = JedisConnections.open(uri);
                Pipeline pipeline = redis.pipelined()) {
            for (int id = 1; id <= KEYS; id++) {
                pipeline.set(
                        SOURCE + id, VALUE.formatted(id), SetParams.setParams().ex(EXPIRY_SECONDS));
                if (id % 10_000 == 0) {
                    pipeline.sync();
                }
            }
            pipeline.sync();
        }
    }

    private static double perSecond(Duration duration) {
        return KEYS * 1e9 / duration.toNanos();
    }
}
