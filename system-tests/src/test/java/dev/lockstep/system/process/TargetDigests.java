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

/** Digests of the three targets at one time, read by code that is independent of the workers. */
record TargetDigests(StoreDigest postgres, StoreDigest mongo, StoreDigest redis) {
    static TargetDigests of(LockstepSystem system) {
        try (Connection connection = system.targetDatabase().connect()) {
            return new TargetDigests(
                    PostgresDigest.of(connection),
                    MongoDigest.of(system.mongoUri()),
                    RedisDigest.of(URI.create(system.redis().uri(0))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isSameAs(TargetDigests later) {
        return postgres.compareWith(later.postgres).isEqual()
                && mongo.compareWith(later.mongo).isEqual()
                && redis.compareWith(later.redis).isEqual();
    }

    /** Asserts that no unit differs, except for keys that have expired before the later digests were read. */
    void assertSameAs(TargetDigests later) {
        assertSameAs(later, unit -> false);
    }

    /** Asserts that no unit differs, except for expired keys and for units whose name matches the predicate. */
    void assertSameAs(TargetDigests later, Predicate<String> excluded) {
        assertSame("PostgreSQL", DigestComparison.of(postgres, later.postgres, excluded));
        assertSame("MongoDB", DigestComparison.of(mongo, later.mongo, excluded));
        assertSame("Redis", DigestComparison.of(redis, later.redis, excluded));
    }

    private static void assertSame(String store, DigestComparison comparison) {
        assertThat(comparison.differences()).as("differences in %s", store).isEmpty();
        assertThat(comparison.isEqual()).as("equal digests of %s", store).isTrue();
    }
}
