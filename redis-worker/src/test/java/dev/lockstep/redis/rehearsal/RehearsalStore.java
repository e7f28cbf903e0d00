package dev.lockstep.redis.rehearsal;

import dev.lockstep.redis.fixture.RedisContractStore;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The first logical database of a server whose other databases are empty. */
final class RehearsalStore implements ContractStore {
    private final TestRedis redis;
    private final RedisContractStore store;

    private RehearsalStore(TestRedis redis, Consumer<TestRedis> seed) {
        this.redis = redis;
        this.store = new RedisContractStore(redis, seed);
    }

    private static final class Started {
        private static final RedisServer SERVER = DedicatedServers.redis();
    }

    static RehearsalStore seededBy(Consumer<TestRedis> seed) {
        TestRedis redis = database(0);
        redis.call("CONFIG", "SET", "maxmemory", "0");
        redis.call("FLUSHALL");
        return new RehearsalStore(redis, seed);
    }

    static TestRedis database(int number) {
        return new TestRedis(Started.SERVER.uri(number));
    }

    TestRedis redis() {
        return redis;
    }

    @Override
    public ConnectedTarget connect() {
        return store.connect();
    }

    ConnectedTarget connect(Map<String, String> options) {
        return redis.connect(options);
    }

    @Override
    public String digest() {
        return store.digest();
    }

    /** Lockstep's keys that are not of the journal, and the databases that are not empty. */
    @Override
    public Collection<String> leftovers() {
        List<String> leftovers = new ArrayList<>(store.leftovers());
        otherDatabases().forEach(number -> leftovers.add("database " + number));
        return leftovers;
    }

    /** The numbers of the other databases that have keys. */
    List<Integer> otherDatabases() {
        return IntStream.range(1, RedisServer.DATABASES)
                .filter(number -> {
                    try (TestRedis other = database(number)) {
                        return other.number("DBSIZE") > 0;
                    }
                })
                .boxed()
                .toList();
    }

    /** Leaves what a worker leaves that ended in a rehearsal this many minutes ago. */
    void leaveCopy(int database, String target, long minutes) {
        try (TestRedis copy = database(database)) {
            String usedAt = Long.toString(redis.now() / 1000 - 60 * minutes);
            copy.call(
                    "HSET",
                    "lockstep:rehearsal",
                    "token",
                    "t",
                    "target",
                    target,
                    "migration",
                    "m",
                    "dispatch",
                    "1",
                    "usedAt",
                    usedAt);
            copy.call("SET", "a:1", "copied");
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
