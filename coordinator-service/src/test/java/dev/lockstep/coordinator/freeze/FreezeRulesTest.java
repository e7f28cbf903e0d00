package dev.lockstep.coordinator.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeRulesTest {
    private static final Instant START = Instant.parse("2026-12-01T22:00:00Z");
    private static final Actor ALICE = new Actor("alice", Actor.Kind.PERSON, null);
    private static final Actor BOB = new Actor("bob", Actor.Kind.PERSON, null);

    private static Freeze freeze(@Nullable Instant until) {
        return new Freeze(7, 1, "end of the year", ALICE, START, until, null, List.of());
    }

    private static Instant after(long minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    private static BreakRequest request(Actor actor, long minutes) {
        return new BreakRequest(actor, "reason of " + actor.name(), after(minutes));
    }

    @Nested
    class A_freeze {
        @Test
        void is_open_until_its_end() {
            assertThat(freeze(null).isOpen(after(100_000))).isTrue();
            assertThat(freeze(after(5)).isOpen(after(5).minusMillis(1))).isTrue();
            assertThat(freeze(after(5)).isOpen(after(5))).isFalse();
        }

        @Test
        void is_named_by_who_began_it_when_and_why() {
            assertThat(freeze(null).description())
                    .isEqualTo("the freeze that alice began at 2026-12-01T22:00:00Z: end of the year");
            assertThat(freeze(after(5)).description())
                    .isEqualTo("the freeze that alice began at 2026-12-01T22:00:00Z"
                            + " and that ends at 2026-12-01T22:05:00Z: end of the year");
        }

        @Test
        void ends_with_the_request_of_a_second_person() {
            Freeze once = freeze(null).with(request(ALICE, 1));
            assertThat(once.isOpen(after(1))).isTrue();
            Freeze twice = once.with(request(BOB, 2));
            assertThat(twice.isOpen(after(2))).isFalse();
            assertThat(twice.isBroken()).isTrue();
            assertThat(twice.endedAt()).isEqualTo(after(2));
            assertThat(twice.version()).isEqualTo(3);
            assertThat(twice.breakRequests())
                    .extracting(BreakRequest::reason)
                    .containsExactly("reason of alice", "reason of bob");
        }

        @Test
        void does_not_end_with_two_requests_of_one_person_and_keeps_the_later_one() {
            Freeze twice = freeze(null).with(request(ALICE, 1)).with(request(ALICE, 50));
            assertThat(twice.isBroken()).isFalse();
            assertThat(twice.waitingRequest(after(100))).contains(request(ALICE, 50));
            assertThat(twice.with(request(BOB, 100)).isBroken()).isTrue();
        }

        @Test
        void does_not_end_with_a_request_on_behalf_of_the_first_person_or_in_other_letters() {
            Freeze once = freeze(null).with(request(ALICE, 1));
            Actor pipeline = new Actor("pipeline", Actor.Kind.SERVICE, "Alice");
            assertThat(once.with(request(pipeline, 2)).isBroken()).isFalse();
            assertThat(once.with(request(new Actor("ALICE", Actor.Kind.PERSON, null), 2))
                            .isBroken())
                    .isFalse();
            assertThat(freeze(null)
                            .with(request(pipeline, 1))
                            .with(request(ALICE, 2))
                            .isBroken())
                    .isFalse();
        }

        @Test
        void does_not_end_when_the_first_request_has_lapsed() {
            Freeze once = freeze(null).with(request(ALICE, 1));
            assertThat(once.waitingRequest(after(60))).isPresent();
            assertThat(once.waitingRequest(after(61))).isEmpty();
            Freeze late = once.with(request(BOB, 61));
            assertThat(late.isBroken()).isFalse();
            assertThat(late.breakRequests()).containsExactly(request(BOB, 61));
            assertThat(late.with(request(ALICE, 62)).isBroken()).isTrue();
        }
    }

    @Nested
    class The_view_of_a_freeze {
        @Test
        void shows_a_request_only_until_it_lapses_and_then_has_another_etag() {
            Freeze once = freeze(null).with(request(ALICE, 1));
            FreezeView waiting = FreezeView.of(once, after(2));
            assertThat(waiting.breakRequests()).containsExactly(request(ALICE, 1));
            assertThat(waiting.breakRequestLapsesAt()).isEqualTo(after(61));
            FreezeView lapsed = FreezeView.of(once, after(61));
            assertThat(lapsed.breakRequests()).isEmpty();
            assertThat(lapsed.breakRequestLapsesAt()).isNull();
            assertThat(lapsed.etag()).isNotEqualTo(waiting.etag());
        }

        @Test
        void shows_how_it_has_ended() {
            FreezeView over = FreezeView.of(freeze(after(5)), after(6));
            assertThat(over.state()).isEqualTo(FreezeState.EXPIRED);
            assertThat(over.endedAt()).isEqualTo(after(5));
            FreezeView broken =
                    FreezeView.of(freeze(after(5)).with(request(BOB, 1)).with(request(ALICE, 2)), after(6));
            assertThat(broken.state()).isEqualTo(FreezeState.BROKEN);
            assertThat(broken.endedAt()).isEqualTo(after(2));
            assertThat(broken.breakRequests()).hasSize(2);
        }
    }

    @Nested
    class The_end_of_a_freeze {
        @Test
        void may_have_any_offset_and_be_at_most_ninety_days_away() {
            FreezeRequest.Checked request = new FreezeRequest("r", "2026-12-01T23:30:00+01:00").checked();
            assertThat(request.until()).isEqualTo(after(30));
            assertThatNoException().isThrownBy(() -> request.requireEndAfter(START));
            assertThatNoException()
                    .isThrownBy(() -> request.requireEndAfter(after(30).minus(Duration.ofDays(90))));
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> request.requireEndAfter(
                            after(30).minus(Duration.ofDays(90)).minusMillis(1)))
                    .withMessageContaining("more than 90 days away");
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> request.requireEndAfter(after(30)))
                    .withMessageContaining("already");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "tomorrow", "2026-12-01T23:30:00", "2026-12-01", "+999999999-01-01T00:00:00Z"})
        void must_be_a_time_with_an_offset(String until) {
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> new FreezeRequest("r", until).checked())
                    .withMessageStartingWith("until is");
        }
    }
}
