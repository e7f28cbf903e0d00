package dev.lockstep.coordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemberRollbacksTest {
    @Nested
    class A_refusal {
        @Test
        void is_a_wait_only_because_of_a_freeze_or_a_stop_of_the_target() {
            assertThat(Stream.of(ProblemType.values())
                            .filter(type -> MemberRollbacks.isWait(ApiException.of(type, "refused"))))
                    .containsExactlyInAnyOrder(ProblemType.FROZEN, ProblemType.TARGET_STOPPED);
        }
    }
}
