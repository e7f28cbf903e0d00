package dev.lockstep.coordinator.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.target.TargetView.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RegisteredTargetsTest {
    private static final TargetIdentity ONE = new TargetIdentity(UUID.randomUUID());
    private static final TargetIdentity OTHER = new TargetIdentity(UUID.randomUUID());

    // Negative, because System.nanoTime may be negative.
    private long now = -Duration.ofDays(3).toNanos();
    private final RegisteredTargets targets = new RegisteredTargets(() -> now);

    private static LatestRegistration registration(String target, String worker, @Nullable TargetIdentity identity) {
        return new LatestRegistration(
                new TargetName(target),
                worker,
                TargetKind.POSTGRES,
                identity,
                "18",
                List.of("postgres.sql"),
                List.of());
    }

    private boolean register(String target, String worker, @Nullable TargetIdentity identity) {
        return targets.register(registration(target, worker, identity), Duration.ZERO);
    }

    private void advance(Duration time) {
        now += time.toNanos();
    }

    private TargetView view(String target) {
        return targets.find(new TargetName(target)).orElseThrow();
    }

    @Nested
    class A_target {
        @Test
        void is_ready_while_its_worker_sends_heartbeats() {
            register("a", "w", ONE);
            for (int heartbeat = 0; heartbeat < 100; heartbeat++) {
                advance(Duration.ofSeconds(10));
                assertThat(targets.renew("w", Duration.ZERO)).isFalse();
                assertThat(view("a").state()).isEqualTo(Readiness.READY);
            }
        }

        @Test
        void is_silent_with_a_reason_after_thirty_seconds_and_ready_after_the_next_heartbeat() {
            register("a", "w", ONE);
            advance(Duration.ofSeconds(29));
            assertThat(view("a").state()).isEqualTo(Readiness.READY);
            advance(Duration.ofSeconds(1));
            assertThat(view("a").state()).isEqualTo(Readiness.SILENT);
            assertThat(view("a").reason()).contains("for more than 30 s");
            advance(Duration.ofSeconds(15));
            assertThat(view("a").reason()).contains("for more than 30 s");
            assertThat(targets.renew("w", Duration.ZERO)).isTrue();
            assertThat(view("a").state()).isEqualTo(Readiness.READY);
        }

        @Test
        void is_silent_if_its_messages_are_old() {
            targets.register(registration("a", "w", ONE), Duration.ofDays(2));
            targets.renew("w", Duration.ofHours(1));
            assertThat(view("a").reason()).contains("for more than 1 h");
        }

        @Test
        void with_two_identities_is_unusable_until_one_worker_is_silent() {
            register("a", "first", ONE);
            register("a", "second", OTHER);
            assertThat(view("a").state()).isEqualTo(Readiness.UNUSABLE);
            advance(Duration.ofSeconds(20));
            targets.renew("second", Duration.ZERO);
            advance(Duration.ofSeconds(10));
            assertThat(view("a").state()).isEqualTo(Readiness.READY);
            assertThat(view("a").identity()).isEqualTo(OTHER);
        }

        @Test
        void under_two_names_is_unusable_under_both() {
            register("a", "w", ONE);
            register("b", "w", ONE);
            assertThat(view("a").reason()).contains("\"b\"");
            assertThat(view("b").reason()).contains("\"a\"");
        }

        @Test
        void of_an_unreachable_store_is_ready_without_identity() {
            register("a", "w", ONE);
            assertThat(register("a", "w", null)).isTrue();
            assertThat(view("a").state()).isEqualTo(Readiness.READY);
            assertThat(view("a").identity()).isNull();
        }

        @Test
        void that_another_worker_takes_over_stays_ready() {
            register("a", "first", ONE);
            advance(Duration.ofSeconds(25));
            register("a", "second", ONE);
            assertThat(view("a").workers()).containsExactly("first", "second");
            advance(Duration.ofSeconds(10));
            assertThat(view("a").state()).isEqualTo(Readiness.READY);
            assertThat(view("a").workers()).containsExactly("second");
        }
    }

    @Nested
    class The_targets_with_a_worker {
        @Test
        void are_those_of_which_a_worker_was_heard_of_within_the_time() {
            register("a", "first", ONE);
            register("b", "second", OTHER);
            advance(Duration.ofSeconds(40));
            targets.renew("second", Duration.ZERO);
            advance(Duration.ofSeconds(20));
            assertThat(targets.withWorkerWithin(Duration.ofMinutes(1))).containsExactly(new TargetName("b"));
            assertThat(targets.withWorkerWithin(Duration.ofSeconds(61)))
                    .containsExactlyInAnyOrder(new TargetName("a"), new TargetName("b"));
            register("a", "third", ONE);
            assertThat(targets.withWorkerWithin(Duration.ofMinutes(1))).hasSize(2);
        }
    }

    @Nested
    class The_views {
        @Test
        void are_not_built_again_for_each_request_or_heartbeat() {
            register("a", "w", ONE);
            List<TargetView> views = targets.all();
            advance(Duration.ofSeconds(10));
            targets.renew("w", Duration.ZERO);
            assertThat(register("a", "w", ONE)).isFalse();
            assertThat(targets.all()).isSameAs(views);
        }
    }

    @Nested
    class An_obsolete_registration {
        private static final Duration DAY = Duration.ofDays(1);

        @Test
        void is_one_of_a_silent_worker_whose_target_another_worker_has() {
            register("a", "first", ONE);
            register("only", "first", OTHER);
            advance(DAY);
            register("a", "second", ONE);
            assertThat(targets.obsolete(DAY)).containsExactly(new RegistrationKey(new TargetName("a"), "first"));
            targets.remove(new RegistrationKey(new TargetName("a"), "first"));
            assertThat(targets.all()).extracting(TargetView::name).hasSize(2);
            assertThat(targets.obsolete(DAY)).isEmpty();
        }

        @Test
        void leaves_a_worker_that_is_forgotten() {
            register("a", "first", ONE);
            advance(DAY);
            assertThat(targets.forgetWorkers(DAY)).isEmpty();
            targets.remove(new RegistrationKey(new TargetName("a"), "first"));
            assertThat(targets.forgetWorkers(DAY)).containsExactly("first");
            assertThat(targets.ages()).isEmpty();
        }
    }
}
