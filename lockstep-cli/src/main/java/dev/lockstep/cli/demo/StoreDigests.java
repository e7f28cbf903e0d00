package dev.lockstep.cli.demo;

import dev.lockstep.stack.digest.DigestComparison;
import dev.lockstep.stack.digest.MongoDigest;
import dev.lockstep.stack.digest.PostgresDigest;
import dev.lockstep.stack.digest.RedisDigest;
import dev.lockstep.stack.digest.StoreDigest;
import dev.lockstep.stack.service.LocalSystem;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The digests of the three stores by target. */
record StoreDigests(SequencedMap<String, StoreDigest> byTarget) {

    static StoreDigests read(LocalSystem system) {
        SequencedMap<String, StoreDigest> digests = new LinkedHashMap<>();
        digests.put("main-postgres", PostgresDigest.of(system.mainPostgres()));
        digests.put("main-mongo", MongoDigest.of(system.mainMongoUri()));
        digests.put("main-redis", RedisDigest.of(URI.create(system.mainRedisUri())));
        return new StoreDigests(digests);
    }

    SequencedMap<String, DigestComparison> compareWith(StoreDigests later) {
        SequencedMap<String, DigestComparison> comparisons = new LinkedHashMap<>();
        byTarget.forEach((target, before) -> {
            StoreDigest after = later.byTarget().get(target);
            if (after == null) {
                throw new IllegalStateException("the later digests do not contain target " + target);
            }
            comparisons.put(target, before.compareWith(after));
        });
        return comparisons;
    }
}
