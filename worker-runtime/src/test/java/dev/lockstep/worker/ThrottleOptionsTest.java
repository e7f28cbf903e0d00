package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ThrottleOptionsTest {
    private static ThrottleOptions options(Map<String, String> options) {
        return ThrottleOptions.of(TargetOptions.of(
                new TargetSettings(new TargetName("main-redis"), "redis://localhost", null, null, options)));
    }

    @Nested
    class The_interval_of_readings {
        @Test
        void may_be_thirty_seconds() {
            assertThat(options(Map.of("throttle-interval", "30s")).interval()).isEqualTo(Duration.ofSeconds(30));
        }

        @Test
        void that_is_longer_is_refused() {
            assertThatThrownBy(() -> options(Map.of("throttle-interval", "1h")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("option throttle-interval of target main-redis is \"1h\";"
                            + " expected a duration from 1ms to 30s");
        }

        @Test
        void that_is_not_shorter_than_the_limit_is_refused() {
            assertThatThrownBy(() -> options(Map.of("throttle-interval", "20s", "throttle-limit", "15s")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("option throttle-interval of target main-redis is \"20 s\";"
                            + " expected less than throttle-limit, which is 15 s");
        }
    }
}
