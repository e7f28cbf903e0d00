package dev.lockstep.cli;

import dev.lockstep.cli.api.Coordinator;
import dev.lockstep.cli.api.TargetView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until the coordinator has heard from the worker of every target. A service is ready before that: it can do its
 * work, but a plan that is posted at once would be told that nobody knows its targets.
 */
final class TargetsReady {

    private static final Set<String> TARGETS = Set.of("main-postgres", "main-mongo", "main-redis");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration GLANCE = Duration.ofMillis(100);

    private TargetsReady() {}

    static void await(Coordinator coordinator) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<TargetView> known = coordinator.targets();
        while (!allReady(known)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "not every target is ready after " + LIMIT.toSeconds() + " s; the coordinator knows " + known);
            }
            LockSupport.parkNanos(GLANCE.toNanos());
            known = coordinator.targets();
        }
    }

    private static boolean allReady(List<TargetView> known) {
        return known.stream()
                        .filter(TargetView::isReady)
                        .map(TargetView::name)
                        .filter(TARGETS::contains)
                        .count()
                == TARGETS.size();
    }
}
