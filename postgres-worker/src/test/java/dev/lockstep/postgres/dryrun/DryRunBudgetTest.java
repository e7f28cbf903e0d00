package dev.lockstep.postgres.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DryRunBudgetTest {
    private final DryRunBudget budget = new DryRunBudget(Duration.ofSeconds(10));

    @Nested
    class An_attempt {
        @Test
        void gets_what_earlier_attempts_have_left() {
            assertThat(budget.remaining()).isEqualTo(Duration.ofSeconds(10));
            budget.use(Duration.ofSeconds(4));
            assertThat(budget.remaining()).isEqualTo(Duration.ofSeconds(6));
            budget.use(Duration.ofSeconds(7));
            assertThat(budget.remaining()).isZero();
        }

        @Test
        void is_followed_by_another_only_if_that_one_can_get_further() {
            assertThat(budget.allowsAnother(Duration.ofSeconds(4))).isTrue();
            assertThat(budget.allowsAnother(Duration.ofSeconds(5))).isFalse();
            budget.use(Duration.ofSeconds(4));
            assertThat(budget.allowsAnother(Duration.ofSeconds(4))).isFalse();
        }
    }
}
