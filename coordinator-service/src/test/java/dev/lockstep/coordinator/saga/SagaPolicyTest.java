package dev.lockstep.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SagaPolicyTest {
    private static final DispatchNumber DISPATCH = new DispatchNumber(42);
    private final SagaPolicy policy = SagaPolicy.standard();

    @Test
    void back_offs_double_from_one_to_thirty_seconds_with_twenty_percent_jitter() {
        assertThat(policy.backoffAfter(1, DISPATCH)).isBetween(Duration.ofMillis(800), Duration.ofMillis(1200));
        assertThat(policy.backoffAfter(2, DISPATCH)).isBetween(Duration.ofMillis(1600), Duration.ofMillis(2400));
        assertThat(policy.backoffAfter(9, DISPATCH)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
        assertThat(policy.backoffAfter(100, DISPATCH)).isEqualTo(policy.backoffAfter(9, DISPATCH));
    }

    @Test
    void long_back_offs_end_at_the_limit_too() {
        Duration month = Duration.ofDays(30);
        SagaPolicy slow = new SagaPolicy(100, month, month.multipliedBy(2), month, month);
        assertThat(slow.backoffAfter(99, DISPATCH)).isBetween(Duration.ofDays(48), Duration.ofDays(72));
    }

    @Test
    void back_offs_grow_with_each_attempt_for_any_dispatch() {
        IntStream.range(1, 5).forEach(attempt -> LongStream.range(0, 500)
                .forEach(number -> assertThat(policy.backoffAfter(attempt + 1, new DispatchNumber(number + 7)))
                        .isGreaterThan(policy.backoffAfter(attempt, new DispatchNumber(number)))));
    }

    @Test
    void the_jitter_is_the_same_for_one_dispatch_and_differs_between_dispatches() {
        assertThat(policy.backoffAfter(3, DISPATCH)).isEqualTo(policy.backoffAfter(3, DISPATCH));
        assertThat(LongStream.range(0, 50)
                        .mapToObj(number -> policy.backoffAfter(3, new DispatchNumber(number)))
                        .distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void the_back_off_in_an_outage_is_as_long_as_the_outage_so_far() {
        assertThat(policy.backoffDuring(Duration.ZERO, DISPATCH))
                .isBetween(Duration.ofMillis(800), Duration.ofMillis(1200));
        assertThat(policy.backoffDuring(Duration.ofSeconds(10), DISPATCH))
                .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
        assertThat(policy.backoffDuring(Duration.ofMinutes(10), DISPATCH))
                .isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
    }

    @Test
    void the_back_offs_after_permanent_failures_are_short() {
        assertThat(policy.backoffAfterPermanent(1, DISPATCH)).isEqualTo(policy.backoffAfter(1, DISPATCH));
        assertThat(policy.backoffAfterPermanent(9, DISPATCH)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void invalid_values_are_refused() {
        Duration second = Duration.ofSeconds(1);
        Duration negative = Duration.ofSeconds(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> new SagaPolicy(0, second, second, second, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new SagaPolicy(1, negative, second, second, second));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SagaPolicy(1, second.multipliedBy(2), second, second, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new SagaPolicy(1, second, second, negative, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new SagaPolicy(1, second, second, second, Duration.ZERO));
    }
}
