package dev.lockstep.worker.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Many targets of one worker, second by second on a clock that the test moves, and that moves with each look at it. */
class TargetChecksTest {
    private static final int TARGETS = 300;
    private static final int UNREACHABLE = 250;

    private final Queue<Runnable> started = new ArrayDeque<>();
    private long now = -Duration.ofHours(1).toNanos();
    private final List<CountedTarget> stores =
            IntStream.range(0, TARGETS).mapToObj(_ -> new CountedTarget()).toList();
    private final TargetChecks checks = new TargetChecks(
            new ServedTargets(IntStream.range(0, TARGETS)
                    .mapToObj(index -> stores.get(index).servedAs(new TargetName("target-" + index)))
                    .toList()),
            started::add,
            () -> now++);

    private void runSeconds(int seconds) {
        for (int second = 0; second < seconds; second++) {
            checks.startDue();
            assertThat(started).hasSizeLessThanOrEqualTo(TargetChecks.MAX_RUNNING);
            while (!started.isEmpty()) {
                started.remove().run();
            }
            now += Duration.ofSeconds(1).toNanos();
        }
    }

    @Nested
    class Targets_that_fail {
        @Test
        void do_not_hold_the_checks_of_others_back() {
            stores.subList(0, UNREACHABLE).forEach(CountedTarget::disconnect);
            runSeconds(30);
            assertThat(stores)
                    .allSatisfy(store -> assertThat(store.checkCount()).isPositive());
            assertThat(stores.getFirst().checkCount()).isGreaterThan(1);
        }
    }
}
