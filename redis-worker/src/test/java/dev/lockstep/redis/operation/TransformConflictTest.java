package dev.lockstep.redis.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.contract.plan.ConflictPolicy;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.fixture.StepRun;
import dev.lockstep.redis.fixture.StepRun.Stage;
import dev.lockstep.redis.fixture.TestRedis;
import dev.lockstep.redis.fixture.Transforms;
import dev.lockstep.redis.fixture.UserStates;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TransformConflictTest {
    // The journal names the pre-image of a destination after its source key.
    private static final String PRE_IMAGE_OF_DESTINATION = ":pre-image:a:2";

    private final TestRedis redis = TestRedis.fresh();
    private String digestBefore = "";

    @BeforeEach
    void seed() {
        redis.call("SET", "a:1", "{}");
        redis.call("SET", "a:2", "{}");
        redis.call("PEXPIREAT", "a:2", Long.toString(UserStates.EXPIRES_AT));
        digestBefore = redis.digest();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Nested
    class A_created_destination {
        @Test
        void with_another_value_is_kept_as_a_conflict() {
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                redis.call("SET", "b:1", "from the application");
                CompensationResult result = step.compensate();
                assertThat(result.restored()).isEqualTo(1);
                assertThat(result.conflicts()).isEqualTo(1);
                assertThat(result.conflictSamples())
                        .extracting(Conflict::unit, Conflict::found)
                        .containsExactly(tuple("b:1", "string from the application, no expiry"));
                assertThat(redis.text("b:1")).isEqualTo("from the application");
                assertThat(redis.exists("b:2")).isFalse();
            }
        }

        @Test
        void with_another_expiry_is_kept_as_a_conflict() {
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                redis.call("PEXPIREAT", "b:2", Long.toString(UserStates.EXPIRES_AT + 5));
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.expiry("b:2")).isEqualTo(UserStates.EXPIRES_AT + 5);
            }
        }

        @Test
        void of_another_type_is_kept_as_a_conflict() {
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                redis.call("UNLINK", "b:1");
                redis.call("RPUSH", "b:1", "x");
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.number("LLEN", "b:1")).isEqualTo(1);
            }
        }

        @Test
        void deleted_by_an_application_is_no_conflict() {
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                redis.call("UNLINK", "b:1");
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isZero();
                assertThat(result.counts()).containsEntry("gone", 1L);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class A_replaced_destination {
        @BeforeEach
        void seedDestination() {
            redis.call("HSET", "b:2", "f", "1");
            redis.call("PEXPIREAT", "b:2", Long.toString(UserStates.EXPIRES_AT + 33));
            digestBefore = redis.digest();
        }

        @Test
        void is_restored_with_type_content_and_expiry() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'replace'"))) {
                assertThat(step.apply().counts()).containsEntry("replaced", 1L);
                assertThat(redis.text("b:2")).isEqualTo("{\"v\":2}");
                assertThat(redis.expiry("b:2")).isEqualTo(UserStates.EXPIRES_AT);
                assertThat(step.compensate().restored()).isEqualTo(2);
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void changed_by_an_application_is_kept_and_its_pre_image_stays_in_the_journal() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'replace'"))) {
                step.apply();
                redis.call("SET", "b:2", "from the application");
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.text("b:2")).isEqualTo("from the application");
                assertThat(redis.journalKeys()).anyMatch(key -> key.endsWith(PRE_IMAGE_OF_DESTINATION));
                step.run(Stage.PURGE);
                assertThat(redis.journalKeys()).containsExactlyInAnyOrder("lockstep:fence", "lockstep:identity");
            }
        }

        @Test
        void deleted_by_an_application_is_a_conflict() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'replace'"))) {
                step.apply();
                redis.call("UNLINK", "b:2");
                assertThat(step.compensate().conflicts()).isEqualTo(1);
                assertThat(redis.exists("b:2")).isFalse();
            }
        }

        @Test
        void without_its_pre_image_fails_the_compensation() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'existing':'replace'"))) {
                step.apply();
                redis.journalKeys().stream()
                        .filter(key -> key.endsWith(PRE_IMAGE_OF_DESTINATION))
                        .forEach(key -> redis.call("UNLINK", key));
                StepFailure failure = step.runToFailure(Stage.COMPENSATE);
                assertThat(failure.code()).isEqualTo("pre-image-missing");
                assertThat(failure.message()).contains("a:2");
            }
        }
    }

    @Nested
    class Source_and_destination {
        @Test
        void are_restored_separately() {
            try (StepRun step = StepRun.on(redis, Transforms.move("'source':'delete'"))) {
                step.apply();
                step.finish();
                redis.call("SET", "a:1", "recreated");
                redis.call("SET", "b:2", "changed");
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isEqualTo(2);
                assertThat(result.conflictSamples()).extracting(Conflict::unit).containsExactlyInAnyOrder("a:1", "b:2");
                assertThat(redis.text("a:1")).isEqualTo("recreated");
                assertThat(redis.exists("b:1")).isFalse();
                assertThat(redis.text("a:2")).isEqualTo("{}");
                assertThat(redis.expiry("a:2")).isEqualTo(UserStates.EXPIRES_AT);
                assertThat(redis.text("b:2")).isEqualTo("changed");
            }
        }
    }

    @Nested
    class The_conflict_policy_fail {
        @Test
        void stops_the_compensation_until_the_conflict_is_resolved() {
            try (StepRun step = StepRun.on(redis, Transforms.move(), ConflictPolicy.FAIL)) {
                step.apply();
                redis.call("SET", "b:1", "from the application");
                StepFailure failure = step.runToFailure(Stage.COMPENSATE);
                assertThat(failure)
                        .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.code())
                                .isEqualTo("conflict"));
                assertThat(failure.message()).contains("b:1").contains("string from the application");
                assertThat(redis.text("b:1")).isEqualTo("from the application");
                redis.call("UNLINK", "b:1");
                assertThat(step.compensate().conflicts()).isZero();
                assertThat(redis.digest()).isEqualTo(digestBefore);
            }
        }
    }

    @Nested
    class The_report {
        @Test
        void counts_all_conflicts_and_has_20_samples() {
            IntStream.rangeClosed(3, 50).forEach(key -> redis.call("SET", "a:" + key, "{}"));
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                IntStream.rangeClosed(1, 30).forEach(key -> redis.call("SET", "b:" + key, "from the application"));
                CompensationResult result = step.compensate();
                assertThat(result.conflicts()).isEqualTo(30);
                assertThat(result.restored()).isEqualTo(20);
                assertThat(result.conflictSamples()).hasSize(CompensationResult.SAMPLE_SIZE);
                List<String> conflictHashes = redis.journalKeys().stream()
                        .filter(key -> key.endsWith(":conflicts"))
                        .toList();
                assertThat(conflictHashes).hasSize(1);
                assertThat(redis.number("HLEN", conflictHashes.getFirst())).isEqualTo(30);
            }
        }
    }

    @Nested
    class A_journal_with_missing_rows {
        @Test
        void fails_the_compensation() {
            try (StepRun step = StepRun.on(redis, Transforms.move())) {
                step.apply();
                redis.journalKeys().stream()
                        .filter(key -> key.endsWith(":units"))
                        .forEach(key -> redis.call("HDEL", key, "a:1"));
                assertThat(step.runToFailure(Stage.COMPENSATE).code()).isEqualTo("journal-damaged");
                assertThat(redis.exists("b:1")).isTrue();
                assertThat(redis.exists("b:2")).isTrue();
            }
        }
    }
}
