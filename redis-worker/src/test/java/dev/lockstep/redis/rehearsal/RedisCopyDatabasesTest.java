package dev.lockstep.redis.rehearsal;

import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.LAST;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.OPTIONS;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.failureOf;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.stack.redis.RedisServer;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractMigration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisCopyDatabasesTest {
    private final RehearsalUnderTest rehearsal = new RehearsalUnderTest();
    private final RehearsalStore store = rehearsal.store();
    private final TestRedis redis = rehearsal.redis();

    @AfterEach
    void close() {
        rehearsal.close();
    }

    @Nested
    class The_database_of_a_copy {
        @Test
        void is_the_last_empty_one() {
            redis.seedObjects(3);
            try (TestRedis last = RehearsalStore.database(LAST)) {
                last.call("SET", "of an application", "1");

                RehearsalResult result = resultOf(rehearsal.rehearse(Transforms.inPlace(), OPTIONS));

                assertThat(result.copy()).isEqualTo("database " + (LAST - 1));
                assertThat(last.exists("of an application")).isTrue();
                assertThat(store.otherDatabases()).containsExactly(LAST);
            }
        }

        @Test
        void can_be_configured() {
            redis.seedObjects(3);

            RehearsalResult result =
                    resultOf(rehearsal.rehearse(Transforms.inPlace(), Map.of("rehearsal-database", "9")));

            assertThat(result.copy()).isEqualTo("database 9");
            assertThat(store.otherDatabases()).isEmpty();
        }

        @Test
        void with_other_keys_is_refused() {
            redis.seedObjects(3);
            try (TestRedis ninth = RehearsalStore.database(9)) {
                ninth.call("SET", "of an application", "1");

                StepFailure failure =
                        failureOf(rehearsal.rehearse(Transforms.inPlace(), Map.of("rehearsal-database", "9")));

                assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
                assertThat(failure.message())
                        .contains("database 9 has 1 keys that are not of a rehearsal", "an empty one is expected");
                assertThat(ninth.number("DBSIZE")).isEqualTo(1);
            }
        }

        @Test
        void with_the_copy_of_another_target_is_used_later() {
            redis.seedObjects(3);
            store.leaveCopy(9, "other", 0);

            StepFailure failure =
                    failureOf(rehearsal.rehearse(Transforms.inPlace(), Map.of("rehearsal-database", "9")));

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
                            failureOf(rehearsal.rehearse(Transforms.inPlace(), Map.of("rehearsal-database", database)));
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
                RehearsalResult result = resultOf(rehearsal.rehearse(
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
                RehearsalResult result = resultOf(RehearsalUnderTest.run(
                        narrow.connect(OPTIONS),
                        ContractMigration.of(Transforms.inPlace()).rehearsal(1, null)));
                assertThat(result.copy()).isEqualTo("database 15");
            } finally {
                redis.call("ACL", "DELUSER", "narrow");
            }
        }

        private static String refusalOf(TestRedis user) {
            StepFailure failure = failureOf(RehearsalUnderTest.run(
                    user.connect(OPTIONS),
                    ContractMigration.of(Transforms.inPlace()).rehearsal(1, null)));
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            return failure.message();
        }
    }
}
