package dev.lockstep.redis.rehearsal;

import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.AFTER_COPY;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.BEFORE_COMPARISON;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.OPTIONS;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.expiryRehearsal;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.failureOf;
import static dev.lockstep.redis.rehearsal.RehearsalUnderTest.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.RedisTransform.ExistingKeys;
import dev.lockstep.contract.plan.RedisTransform.SourceKeys;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.Expiries;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.UserStates;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractMigration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RedisScratchCopiesTest {
    private final RehearsalUnderTest rehearsal = new RehearsalUnderTest();
    private final RehearsalStore store = rehearsal.store();
    private final TestRedis redis = rehearsal.redis();

    @AfterEach
    void close() {
        rehearsal.close();
    }

    @Nested
    class A_copy {
        @Test
        void has_keys_of_every_type_with_their_expiries() {
            Expiries.seedEveryType(redis);
            redis.call("DEL", "b:neighbour");
            StringBuilder copied = new StringBuilder();

            resultOf(rehearsal.rehearse(expiryRehearsal(null), AFTER_COPY, copy -> copied.append(copy.digest())));

            assertThat(copied).hasToString(redis.digest());
        }

        @Test
        void has_no_other_keys() {
            redis.seedObjects(3);
            redis.call("SET", "other", "1");

            RehearsalResult result = resultOf(
                    rehearsal.rehearse(expiryRehearsal(null), AFTER_COPY, copy -> assertThat(copy.exists("other"))
                            .isFalse()));

            assertThat(result.units()).isEqualTo(3);
            assertThat(result.complete()).isTrue();
        }

        @Test
        void has_the_keys_of_checks() {
            redis.seedObjects(3);
            redis.call("SET", "checked:1", "1");
            Verification check = new Verification(null, new Verification.Count.Keys("checked:*"), null, 1L, null);

            resultOf(rehearsal.rehearse(
                    expiryRehearsal(null, check), AFTER_COPY, copy -> assertThat(copy.exists("checked:1"))
                            .isTrue()));
        }

        @Test
        void in_use_is_not_deleted_by_another_worker() {
            redis.seedObjects(3);

            RehearsalResult result = resultOf(rehearsal.rehearse(expiryRehearsal(null), AFTER_COPY, copy -> {
                try (ConnectedTarget other = store.connect(OPTIONS)) {
                    assertThat(other.scratchCopies().deleteAbandoned()).isZero();
                }
            }));

            assertThat(result.complete()).isTrue();
        }

        @Test
        void of_a_sample_has_the_new_names_of_its_keys() {
            RedisRehearsalContract.seedUserStates(redis);
            Command command = ContractMigration.of(UserStates.toV2(SourceKeys.DELETE, ExistingKeys.REPLACE))
                    .rehearsal(1, 11);

            RehearsalResult result = resultOf(rehearsal.rehearse(command, AFTER_COPY, copy -> {
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

            RehearsalResult result = resultOf(
                    rehearsal.rehearse(expiryRehearsal(null), AFTER_COPY, copy -> assertThat(copy.expiry("a:1"))
                            .isEqualTo(soon + 3_600_000)));

            assertThat(result.notes()).singleElement().asString().startsWith("1 keys that expire within an hour");
            assertThat(redis.expiry("a:1")).isEqualTo(soon);
        }

        @Test
        void leaves_out_keys_that_are_too_large() {
            redis.seedObjects(3);
            redis.call("SET", "a:large", "x".repeat(2_000));

            RehearsalResult result = resultOf(rehearsal.rehearse(
                    Expiries.of("'extend':'1d'"), Map.of("max-value-bytes", "1000", "batch-size", "5")));

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

            StepFailure failure = failureOf(rehearsal.rehearse(Expiries.of("'extend':'1d'"), OPTIONS));

            assertThat(failure.code()).isEqualTo("not-enough-memory");
            assertThat(store.leftovers()).isEmpty();
        }

        @Test
        void that_somebody_deletes_is_a_transient_failure() {
            redis.seedObjects(3);

            StepFailure failure = failureOf(
                    rehearsal.rehearse(expiryRehearsal(null), BEFORE_COMPARISON, copy -> copy.call("FLUSHDB")));

            assertThat(failure).isInstanceOf(StepFailure.Transient.class);
            assertThat(failure.code()).isEqualTo("scratch-lost");
        }
    }
}
