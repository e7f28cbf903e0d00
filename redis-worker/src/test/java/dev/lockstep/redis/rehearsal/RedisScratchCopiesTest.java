package dev.lockstep.redis.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform.ExistingKeys;
import dev.lockstep.contract.plan.RedisTransform.SourceKeys;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.HeldDispatch;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisScratchCopiesTest {
    private static final String AFTER_COPY = "rehearsal.after-copy";
    private static final String BEFORE_COMPARISON = "rehearsal.before-comparison";
    private static final int LAST = RedisServer.DATABASES - 1;
    private static final Map<String, String> OPTIONS = Map.of("batch-size", "5");

    private final RehearsalStore store = RehearsalStore.seededBy(_ -> {});
    private final TestRedis redis = store.redis();

    @AfterEach
    void close() {
        store.close();
    }

    private static Report run(ConnectedTarget target, Command command) {
        try (ContractWorker worker = new ContractWorker(target, TargetKind.REDIS)) {
            return worker.run(command);
        }
    }

    private Report rehearse(StepOperation operation, Map<String, String> options) {
        return run(store.connect(options), ContractMigration.of(operation).rehearsal(1, null));
    }

    /** Rehearses, and runs the action on the copy in the last database while the rehearsal is paused. */
    private Report rehearse(Command command, String failpoint, Consumer<TestRedis> duringPause) {
        AtomicReference<@Nullable Report> report = new AtomicReference<>();
        try (HeldDispatch paused =
                        HeldDispatch.at(failpoint, 1, () -> report.set(run(store.connect(OPTIONS), command)));
                TestRedis copy = RehearsalStore.database(LAST)) {
            duringPause.accept(copy);
            paused.release();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return reportOf(report.get());
    }

    private static Report reportOf(@Nullable Report report) {
        assertThat(report).isNotNull();
        return Objects.requireNonNull(report);
    }

    private static RehearsalResult resultOf(Report report) {
        assertThat(report).isInstanceOf(Report.Rehearsed.class);
        return ((Report.Rehearsed) report).result();
    }

    private static StepFailure failureOf(Report report) {
        assertThat(report).isInstanceOf(Report.Failed.class);
        return ((Report.Failed) report).failure();
    }

    private static Command expiryRehearsal(@Nullable Integer sample, Verification... checks) {
        return ContractMigration.of(Expiries.of("'extend':'1d'"), checks).rehearsal(1, sample);
    }

    @Nested
    class A_copy {
        @Test
        void has_keys_of_every_type_with_their_expiries() {
            Expiries.seedEveryType(redis);
            redis.call("DEL", "b:neighbour");
            StringBuilder copied = new StringBuilder();

            resultOf(rehearse(expiryRehearsal(null), AFTER_COPY, copy -> copied.append(copy.digest())));

            assertThat(copied).hasToString(redis.digest());
        }

        @Test
        void has_no_other_keys() {
            redis.seedObjects(3);
            redis.call("SET", "other", "1");

            RehearsalResult result =
                    resultOf(rehearse(expiryRehearsal(null), AFTER_COPY, copy -> assertThat(copy.exists("other"))
                            .isFalse()));

            assertThat(result.units()).isEqualTo(3);
            assertThat(result.complete()).isTrue();
        }

        @Test
        void has_the_keys_of_checks() {
            redis.seedObjects(3);
            redis.call("SET", "checked:1", "1");
            Verification check = new Verification(null, new Verification.Count.Keys("checked:*"), null, 1L, null);

            resultOf(rehearse(expiryRehearsal(null, check), AFTER_COPY, copy -> assertThat(copy.exists("checked:1"))
                    .isTrue()));
        }

        @Test
        void of_a_sample_has_the_new_names_of_its_keys() {
            RedisRehearsalContract.seedUserStates(redis);
            Command command = ContractMigration.of(UserStates.toV2(SourceKeys.DELETE, ExistingKeys.REPLACE))
                    .rehearsal(1, 11);

            RehearsalResult result = resultOf(rehearse(command, AFTER_COPY, copy -> {
                for (int user : new int[] {1, 2, 4}) {
                    assertThat(copy.exists("user_state_v2:" + user)).isEqualTo(copy.exists("user_state:" + user));
                }
            }));

            assertThat(result.complete()).isFalse();
            assertThat(result.steps().getFirst().changed()).isEqualTo(11);
        }

        @Test
        void gives_keys_that_expire_soon_another_hour() {
            redis.seedObjects(3);
            long soon = redis.now() + 60_000;
            redis.call("PEXPIREAT", "a:1", Long.toString(soon));

            RehearsalResult result =
                    resultOf(rehearse(expiryRehearsal(null), AFTER_COPY, copy -> assertThat(copy.expiry("a:1"))
                            .isEqualTo(soon + 3_600_000)));

            assertThat(result.notes()).singleElement().asString().startsWith("1 keys that expire within an hour");
            assertThat(redis.expiry("a:1")).isEqualTo(soon);
        }

        @Test
        void leaves_out_keys_that_are_too_large() {
            redis.seedObjects(3);
            redis.call("SET", "a:large", "x".repeat(2_000));

            RehearsalResult result = resultOf(
                    rehearse(Expiries.of("'extend':'1d'"), Map.of("max-value-bytes", "1000", "batch-size", "5")));

            assertThat(result.units()).isEqualTo(3);
            assertThat(result.complete()).isFalse();
            assertThat(result.notes()).singleElement().asString().contains("max-value-bytes");
        }

        @Test
        void that_does_not_fit_into_the_memory_is_refused() {
            redis.callAll(IntStream.range(0, 2_000)
                    .mapToObj(key -> new String[] {"SET", "a:" + key, "x".repeat(1_000)})
                    .toList());
            long used = Long.parseLong(redis.info("memory")
                    .lines()
                    .filter(line -> line.startsWith("used_memory:"))
                    .findFirst()
                    .orElseThrow()
                    .substring("used_memory:".length())
                    .strip());
            redis.call("CONFIG", "SET", "maxmemory", Long.toString(used + 1_000_000));

            StepFailure failure = failureOf(rehearse(Expiries.of("'extend':'1d'"), OPTIONS));

            assertThat(failure.code()).isEqualTo("not-enough-memory");
            assertThat(store.leftovers()).isEmpty();
        }

        @Test
        void that_somebody_deletes_is_a_transient_failure() {
            redis.seedObjects(3);

            StepFailure failure =
                    failureOf(rehearse(expiryRehearsal(null), BEFORE_COMPARISON, copy -> copy.call("FLUSHDB")));

            assertThat(failure).isInstanceOf(StepFailure.Transient.class);
            assertThat(failure.code()).isEqualTo("scratch-lost");
        }
    }

    @Nested
    class The_comparison {
        private Report rehearseAnd(String... change) {
            Expiries.seedEveryType(redis);
            return rehearse(expiryRehearsal(null), BEFORE_COMPARISON, copy -> copy.call(change));
        }

        @Test
        void finds_another_value() {
            assertThat(failureOf(rehearseAnd("SADD", "a:set", "z")).message())
                    .contains("1 parts differ: keys \"a:*\" of type set differs");
        }

        @Test
        void finds_another_expiry() {
            assertThat(failureOf(rehearseAnd("PERSIST", "a:list")).message())
                    .contains("1 parts differ: keys \"a:*\" of type list differs");
        }

        @Test
        void finds_another_key() {
            assertThat(failureOf(rehearseAnd("SET", "created", "1")).message())
                    .contains("1 parts differ: other keys of type string is new");
        }

        @Test
        void ignores_the_order_of_members_of_a_set() {
            redis.call("SADD", "a:set", "x", "y", "1");

            resultOf(rehearse(expiryRehearsal(null), BEFORE_COMPARISON, copy -> {
                copy.call("DEL", "a:set");
                copy.call("SADD", "a:set", "1", "y", "x");
            }));
        }
    }

    @Nested
    class The_database_of_a_copy {
        @Test
        void is_the_last_empty_one() {
            redis.seedObjects(3);
            try (TestRedis last = RehearsalStore.database(LAST)) {
                last.call("SET", "of an application", "1");

                RehearsalResult result = resultOf(rehearse(Transforms.inPlace(), OPTIONS));

                assertThat(result.copy()).isEqualTo("database " + (LAST - 1));
                assertThat(last.exists("of an application")).isTrue();
                assertThat(store.otherDatabases()).containsExactly(LAST);
            }
        }

        @Test
        void can_be_configured() {
            redis.seedObjects(3);

            RehearsalResult result = resultOf(rehearse(Transforms.inPlace(), Map.of("rehearsal-database", "9")));

            assertThat(result.copy()).isEqualTo("database 9");
            assertThat(store.otherDatabases()).isEmpty();
        }

        @Test
        void with_other_keys_is_refused() {
            redis.seedObjects(3);
            try (TestRedis ninth = RehearsalStore.database(9)) {
                ninth.call("SET", "of an application", "1");

                StepFailure failure = failureOf(rehearse(Transforms.inPlace(), Map.of("rehearsal-database", "9")));

                assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
                assertThat(failure.message())
                        .contains("database 9 has 1 keys that are not of a rehearsal", "an empty one is expected");
                assertThat(ninth.number("DBSIZE")).isEqualTo(1);
            }
        }

        @Test
        void with_the_copy_of_another_target_is_used_later() {
            redis.seedObjects(3);
            leave(9, "other", 0);

            StepFailure failure = failureOf(rehearse(Transforms.inPlace(), Map.of("rehearsal-database", "9")));

            assertThat(failure).isInstanceOf(StepFailure.Transient.class);
            assertThat(failure.message()).contains("database 9 has the copy for a rehearsal of migration m on target");
            assertThat(store.otherDatabases()).containsExactly(9);
        }

        @Test
        void is_never_that_of_a_target() {
            redis.seedObjects(3);
            try (TestRedis fourth = RehearsalStore.database(4);
                    ConnectedTarget _ = fourth.connect()) {
                for (String database : new String[] {"0", "4"}) {
                    StepFailure failure =
                            failureOf(rehearse(Transforms.inPlace(), Map.of("rehearsal-database", database)));
                    assertThat(failure.message()).contains("database %s is that of target".formatted(database));
                }
                assertThat(redis.exists("a:1")).isTrue();
            }
        }

        @Test
        void can_be_on_another_server() {
            redis.seedObjects(3);
            RedisServer other = DedicatedServers.redis();
            try {
                RehearsalResult result = resultOf(rehearse(
                        Transforms.inPlace(), Map.of("rehearsal-url", other.uri(3), "rehearsal-database", "0")));

                assertThat(result.units()).isEqualTo(3);
                assertThat(result.copy()).isEqualTo("database 0");
            } finally {
                other.stop();
            }
        }

        @Test
        void that_the_user_may_not_select_or_delete_is_refused() {
            redis.seedObjects(3);
            redis.call("ACL", "SETUSER", "narrow", "on", ">secret", "~*", "+@all", "-select");
            try (TestRedis narrow = redis.asUser("narrow", "secret")) {
                assertThat(refusalOf(narrow)).contains("database 15 cannot be selected (NOPERM", "rehearsal-url");
                redis.call("ACL", "SETUSER", "narrow", "+select", "-flushdb");
                assertThat(refusalOf(narrow)).contains("NOPERM", "(FLUSHDB)");
                assertThat(store.otherDatabases()).isEmpty();
            } finally {
                redis.call("ACL", "DELUSER", "narrow");
            }
        }

        @Test
        void is_found_without_the_settings_of_the_server() {
            redis.seedObjects(3);
            redis.call("ACL", "SETUSER", "narrow", "on", ">secret", "~*", "+@all", "-config");
            try (TestRedis narrow = redis.asUser("narrow", "secret")) {
                RehearsalResult result = resultOf(run(
                        narrow.connect(OPTIONS),
                        ContractMigration.of(Transforms.inPlace()).rehearsal(1, null)));
                assertThat(result.copy()).isEqualTo("database 15");
            } finally {
                redis.call("ACL", "DELUSER", "narrow");
            }
        }

        private static String refusalOf(TestRedis user) {
            StepFailure failure = failureOf(run(
                    user.connect(OPTIONS),
                    ContractMigration.of(Transforms.inPlace()).rehearsal(1, null)));
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            return failure.message();
        }
    }

    private void leave(int database, String target, long minutes) {
        try (TestRedis copy = RehearsalStore.database(database)) {
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

    @Nested
    class Copies_of_ended_workers {
        @Test
        void are_deleted_15_minutes_after_their_last_use() {
            leave(3, "contract-target", 16);
            leave(4, "contract-target", 14);
            leave(5, "other-target", 1_000);
            try (TestRedis sixth = RehearsalStore.database(6);
                    TestRedis seventh = RehearsalStore.database(7);
                    ConnectedTarget target = store.connect()) {
                sixth.call("SET", "lockstep:rehearsal", "of somebody");
                seventh.call("HSET", "lockstep:rehearsal", "target", "contract-target");

                target.scratchCopies().deleteAbandoned();

                assertThat(store.otherDatabases()).containsExactly(4, 5, 6, 7);
            }
        }
    }
}
