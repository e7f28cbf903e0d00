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
    void pauses_double_from_a_second_to_thirty_give_or_take_a_fifth() {
        assertThat(policy.pauseAfter(1, DISPATCH)).isBetween(Duration.ofMillis(800), Duration.ofMillis(1200));
        assertThat(policy.pauseAfter(2, DISPATCH)).isBetween(Duration.ofMillis(1600), Duration.ofMillis(2400));
        assertThat(policy.pauseAfter(9, DISPATCH)).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
        assertThat(policy.pauseAfter(100, DISPATCH)).isEqualTo(policy.pauseAfter(9, DISPATCH));
    }

    @Test
    void pauses_grow_up_to_the_cap_whatever_the_dispatches() {
        IntStream.range(1, 5).forEach(attempt -> LongStream.range(0, 500)
                .forEach(number -> assertThat(policy.pauseAfter(attempt + 1, new DispatchNumber(number + 7)))
                        .isGreaterThan(policy.pauseAfter(attempt, new DispatchNumber(number)))));
    }

    @Test
    void the_same_dispatch_pauses_the_same_and_others_spread() {
        assertThat(policy.pauseAfter(3, DISPATCH)).isEqualTo(policy.pauseAfter(3, DISPATCH));
        assertThat(LongStream.range(0, 50)
                        .mapToObj(number -> policy.pauseAfter(3, new DispatchNumber(number)))
                        .distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void an_outage_is_asked_after_as_long_again_as_it_lasts() {
        assertThat(policy.pauseDuring(Duration.ZERO, DISPATCH))
                .isBetween(Duration.ofMillis(800), Duration.ofMillis(1200));
        assertThat(policy.pauseDuring(Duration.ofSeconds(10), DISPATCH))
                .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(12));
        assertThat(policy.pauseDuring(Duration.ofMinutes(10), DISPATCH))
                .isBetween(Duration.ofSeconds(24), Duration.ofSeconds(36));
    }

    @Test
    void a_policy_that_cannot_work_is_refused() {
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
