package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.digest.DigestComparison;
import dev.lockstep.stack.digest.MongoDigest;
import dev.lockstep.stack.digest.PostgresDigest;
import dev.lockstep.stack.digest.RedisDigest;
import dev.lockstep.stack.digest.StoreDigest;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;

/** The three targets as they were at one moment, read by code that shares nothing with the workers. */
record Digests(StoreDigest postgres, StoreDigest mongo, StoreDigest redis) {
    static Digests of(LockstepSystem system) {
        try (Connection connection = system.targetDatabase().connect()) {
            return new Digests(
                    PostgresDigest.of(connection),
                    MongoDigest.of(system.mongoUri()),
                    RedisDigest.of(URI.create(system.redis().uri(0))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isSameIn(Digests later) {
        return postgres.comparedTo(later.postgres).isEqual()
                && mongo.comparedTo(later.mongo).isEqual()
                && redis.comparedTo(later.redis).isEqual();
    }

    /** Nothing differs in any store; keys whose expiry has passed in between are left out. */
    void assertSameIn(Digests later) {
        assertSameIn(later, unit -> false);
    }

    /** The same without the units that the predicate names. */
    void assertSameIn(Digests later, Predicate<String> excluded) {
        assertSame("PostgreSQL", DigestComparison.of(postgres, later.postgres, excluded));
        assertSame("MongoDB", DigestComparison.of(mongo, later.mongo, excluded));
        assertSame("Redis", DigestComparison.of(redis, later.redis, excluded));
    }

    private static void assertSame(String store, DigestComparison comparison) {
        assertThat(comparison.differences()).as(store).isEmpty();
        assertThat(comparison.isEqual()).as(store).isTrue();
    }
}
