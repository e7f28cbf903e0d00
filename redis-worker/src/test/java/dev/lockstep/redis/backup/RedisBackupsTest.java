package dev.lockstep.redis.backup;

import static dev.lockstep.redis.backup.RandomKeys.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.worker.backup.BackupRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBackupsTest {
    private static final StepOperation MOVE = Transforms.move("'source':'delete'");
    private final TestRedis redis = TestRedis.fresh();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupRun run;

    @BeforeEach
    void connect() {
        run = new BackupRun(redis.connect(), directory, MOVE);
    }

    @AfterEach
    void close() {
        run.close();
        redis.close();
    }

    @Nested
    class A_backup {
        @Test
        void has_the_sources_and_the_existing_destinations_and_no_other_keys() {
            redis.seedObjects(12);
            redis.call("SET", "b:3", "{}");
            redis.call("SET", "other", "{}");

            BackupResult result = run.backUp();

            assertThat(result.units()).isEqualTo(13);
            assertThat(result.method()).isEqualTo("redis-dump");
            assertThat(result.files()).extracting(BackupResult.BackupFile::name).containsExactly("keys.bin.gz");
        }

        @Test
        void covers_all_steps_of_the_target() {
            redis.seedObjects(3);
            redis.call("SET", "session:1", "x", "EX", "1000");
            String before = redis.digest();
            try (BackupRun two = new BackupRun(
                    redis.connect(),
                    directory,
                    MOVE,
                    Transforms.of("{'type':'redis.transform','match':'session:*','ttl':'none'}"))) {
                assertThat(two.backUp().units()).isEqualTo(4);
                redis.call("SET", "session:1", "y");
                redis.call("UNLINK", "a:0");

                RestoreResult result = two.restore();

                assertThat(redis.digest()).isEqualTo(before);
                assertThat(result.recreated()).isEqualTo(1);
                assertThat(result.replaced()).isEqualTo(1);
            }
        }

        @Test
        void refuses_a_key_that_is_larger_than_the_limit_of_the_target() {
            redis.call("SET", "a:large", "x".repeat(20_000));
            try (BackupRun limited =
                    new BackupRun(redis.connect(Map.of("max-value-bytes", "10000")), directory, MOVE)) {
                StepFailure failure = BackupRun.failureOf(limited.run(limited.backupCommand()));

                assertThat(failure.code()).isEqualTo("value-too-large");
                assertThat(failure.message()).contains("a:large", "20000 bytes", "max-value-bytes");
            }
        }

        @Test
        void counts_every_member_of_a_collection_against_the_limit() {
            for (int field = 0; field < 1000; field++) {
                redis.call("HSET", "a:large", "f" + field, "x".repeat(field % 100 == 0 ? 3_000 : 1));
            }
            long bytes = redis.number("MEMORY", "USAGE", "a:large", "SAMPLES", "0");
            try (BackupRun within = new BackupRun(redis.connect(limit(bytes)), directory, MOVE);
                    BackupRun above = new BackupRun(redis.connect(limit(bytes - 1)), directory, MOVE)) {
                assertThat(within.backUp().units()).isEqualTo(1);

                assertThat(BackupRun.failureOf(above.run(above.backupCommand())).message())
                        .contains("at least %d bytes".formatted(bytes));
            }
        }

        @Test
        void does_not_count_a_collection_with_more_members_than_the_limit() {
            redis.seedObjects(1);
            for (int member = 0; member < 2_000; member++) {
                redis.call("SADD", "a:large", "m" + member);
            }
            try (BackupRun limited = new BackupRun(redis.connect(limit(1_024)), directory, MOVE)) {
                assertThat(BackupRun.failureOf(limited.run(limited.backupCommand()))
                                .message())
                        .contains("at least 2000 bytes", "the limit is 1024 bytes");
            }
        }

        private static Map<String, String> limit(long bytes) {
            return Map.of("max-value-bytes", Long.toString(bytes));
        }

        @Test
        void of_keys_that_are_larger_than_a_batch_together_is_complete() {
            for (int key = 0; key < 6; key++) {
                redis.call("SET", "a:" + key, Integer.toString(key).repeat(3_000_000));
            }
            String before = redis.digest();
            assertThat(run.backUp().units()).isEqualTo(6);
            redis.call("UNLINK", "a:0", "a:1", "a:2", "a:3", "a:4", "a:5");

            run.restore();

            assertThat(redis.digest()).isEqualTo(before);
        }
    }

    @Nested
    class A_restore {
        @Test
        void names_the_later_writes_that_it_replaces() {
            redis.seedObjects(8);
            redis.call("SET", "a:binary", "x");
            String before = redis.digest();
            run.backUp();
            run.applyAndFinish();
            redis.call("SET", "b:1", "written by an application");
            redis.call("UNLINK", "b:2");
            redis.call("SET", "b:999", "created by an application");
            redis.call("SET", "a:3", "created by an application");
            redis.call("PEXPIRE", "b:4", "1000000");

            RestoreResult result = run.restore();

            assertThat(redis.digest()).isEqualTo(before);
            assertThat(result.samples())
                    .containsExactlyInAnyOrder(
                            new LaterWrite("a:3", RestoreResult.Change.REPLACED),
                            new LaterWrite("b:1", RestoreResult.Change.REMOVED),
                            new LaterWrite("b:4", RestoreResult.Change.REMOVED),
                            new LaterWrite("b:999", RestoreResult.Change.REMOVED));
            assertThat(result.laterWrites()).isEqualTo(4);
        }

        @Test
        void after_a_compensation_finds_every_key_equal() {
            redis.seedObjects(8);
            run.backUp();
            run.applyAndFinish();
            run.compensate();

            RestoreResult result = run.restore();

            assertThat(result.equal()).isEqualTo(8);
            assertThat(result.laterWrites()).isZero();
        }

        @Test
        void leaves_a_key_expired_whose_expiry_has_passed() {
            redis.call("SET", "a:1", "{}", "PX", "300");
            redis.call("SET", "a:2", "{}", "PX", "300");
            run.backUp();
            redis.call("PERSIST", "a:2");
            await().until(() -> !redis.exists("a:1"));

            RestoreResult result = run.restore();

            assertThat(redis.exists("a:1")).isFalse();
            assertThat(redis.exists("a:2")).isFalse();
            assertThat(result.counts()).containsEntry("expired", 1L);
            assertThat(result.removed()).isEqualTo(1);
        }

        @Test
        void finds_a_set_equal_whose_order_has_changed_and_leaves_no_key_of_its_own() {
            for (int member = 0; member < 600; member++) {
                redis.call("SADD", "a:set", "member" + member);
            }
            run.backUp();
            byte[] dump = (byte[]) redis.call(bytes("DUMP"), bytes("a:set"));
            for (int member = 600; member < 6_000; member++) {
                redis.call("SADD", "a:set", "member" + member);
            }
            for (int member = 600; member < 6_000; member++) {
                redis.call("SREM", "a:set", "member" + member);
            }
            assertThat(redis.call(bytes("DUMP"), bytes("a:set"))).isNotEqualTo(dump);
            redis.call("SET", "lockstep:scratch:mine", "not one of a restore");

            assertThat(run.restoreDryRun().equal()).isEqualTo(1);
            assertThat(run.restore().equal()).isEqualTo(1);

            assertThat(redis.journalKeys())
                    .filteredOn(key -> key.startsWith("lockstep:scratch"))
                    .containsExactly("lockstep:scratch:mine");
        }

        @Test
        void puts_back_the_expiries_of_fields() {
            assumeThat(redis.serverVersion())
                    .as("fields expire from Redis 7.4 on")
                    .matches(version -> version.major() > 7 || (version.major() == 7 && version.minor() >= 4));
            redis.call("HSET", "a:hash", "kept", "1", "expiring", "2");
            redis.call("HPEXPIREAT", "a:hash", "4102444800000", "FIELDS", "1", "expiring");
            run.backUp();
            redis.call("HPERSIST", "a:hash", "FIELDS", "1", "expiring");

            assertThat(run.restore().replaced()).isEqualTo(1);

            assertThat(redis.call("HPEXPIRETIME", "a:hash", "FIELDS", "2", "kept", "expiring"))
                    .isEqualTo(List.of(-1L, 4102444800000L));
        }

        @Test
        void masks_the_names_of_samples() {
            redis.seedObjects(1);
            try (BackupRun masked = new BackupRun(redis.connect(Map.of("mask-keys", "a:*")), directory, MOVE)) {
                masked.backUp();
                masked.applyAndFinish();
                redis.call("SET", "a:0", "x");

                assertThat(masked.restore().samples())
                        .containsExactly(new LaterWrite("a:***", RestoreResult.Change.REPLACED));
            }
        }

        @Test
        void with_binary_names_and_values_is_exact() {
            byte[] key = {'a', ':', 0, (byte) 0xff, '\n'};
            byte[] value = {0, 1, (byte) 0x80, '"'};
            redis.call(bytes("SET"), key, value);
            run.backUp();
            redis.call(bytes("SET"), key, bytes("other"));

            run.restore();

            assertThat(redis.call(bytes("GET"), key)).isEqualTo(value);
        }
    }
}
