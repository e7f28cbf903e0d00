package dev.lockstep.system.process;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bson.Document;
import redis.clients.jedis.Jedis;

/** The step journals in the three targets, read by clients of the stores. */
record StepJournals(LockstepSystem system, TestData data) {
    /** How many rows, documents and fields or keys the journals have of a migration, by target. */
    Map<String, Long> rows(String migration) {
        return new TreeMap<>(Map.of(
                LockstepSystem.POSTGRES, postgresRows(migration),
                LockstepSystem.MONGO, mongoRows(migration),
                LockstepSystem.REDIS, redisRows(migration)));
    }

    long rows(String migration, String target) {
        return rows(migration).getOrDefault(target, 0L);
    }

    /** The fence and the identity of each target. */
    Map<String, String> fences() {
        try (MongoClient client = MongoClients.create(system.mongoUri());
                Jedis redis = system.redis().connect(0)) {
            Document fence = client.getDatabase("shop")
                    .getCollection("lockstep_journal")
                    .find(Filters.eq("_id", "fence"))
                    .first();
            Document identity = client.getDatabase("shop")
                    .getCollection("lockstep_journal")
                    .find(Filters.eq("_id", "identity"))
                    .first();
            return new TreeMap<>(Map.of(
                    LockstepSystem.POSTGRES,
                    data.number("SELECT dispatch FROM lockstep_journal.fence") + " "
                            + data.number("SELECT count(*) FROM lockstep_journal.identity"),
                    LockstepSystem.MONGO,
                    (fence == null ? "none" : fence.get("dispatch")) + " "
                            + (identity == null ? "none" : identity.get("value")),
                    LockstepSystem.REDIS,
                    redis.get("lockstep:fence") + " " + redis.get("lockstep:identity")));
        }
    }

    private long postgresRows(String migration) {
        return data.number("SELECT count(*) FROM lockstep_journal.step WHERE migration = '%s'".formatted(migration));
    }

    private long mongoRows(String migration) {
        try (MongoClient client = MongoClients.create(system.mongoUri())) {
            MongoDatabase shop = client.getDatabase("shop");
            Pattern step = Pattern.compile("^" + migration + "/");
            return shop.getCollection("lockstep_journal_units").countDocuments(Filters.regex("step", step))
                    + shop.getCollection("lockstep_journal")
                            .countDocuments(Filters.or(
                                    Filters.regex("_id", Pattern.compile("^(step|units)/" + migration + "/")),
                                    Filters.regex("step", step)));
        }
    }

    private long redisRows(String migration) {
        try (Jedis redis = system.redis().connect(0)) {
            return redis.keys("lockstep:" + migration + "/*").stream()
                    .mapToLong(key -> redis.type(key).equals("hash") ? redis.hlen(key) : 1)
                    .sum();
        }
    }
}
