package dev.lockstep.coordinator.targetrequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DriftSettingsTest {
    @Test
    void are_off_or_at_least_a_minute() {
        assertThat(new DriftSettings(Duration.ZERO).isScheduled()).isFalse();
        assertThat(new DriftSettings(Duration.ofHours(1)).isScheduled()).isTrue();
        assertThatThrownBy(() -> new DriftSettings(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least");
    }
}
