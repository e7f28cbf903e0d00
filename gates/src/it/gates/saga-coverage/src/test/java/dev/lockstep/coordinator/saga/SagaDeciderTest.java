package dev.lockstep.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SagaDeciderTest {
    @Test
    void completes_when_nothing_is_outstanding() {
        assertThat(SagaDecider.decide(0)).isEqualTo("complete");
    }
}
