package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.TargetView;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Waits until the workers have registered all expected targets. Services are ready before this, but the coordinator
 * refuses a plan whose targets are not registered.
 */
final class TargetReadiness {

    private static final Set<String> LOCAL_TARGETS = Set.of("main-postgres", "main-mongo", "main-redis");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final Set<String> expected;

    private TargetReadiness(Set<String> expected) {
        this.expected = expected;
    }

    /** Expects the targets of the local servers and others that the environment adds. */
    static TargetReadiness ofLocalTargetsAnd(List<String> others) {
        Set<String> expected = new TreeSet<>(LOCAL_TARGETS);
        expected.addAll(others);
        return new TargetReadiness(expected);
    }

    void await(CoordinatorClient coordinator) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<TargetView> targets = coordinator.targets();
        while (!areAllReady(targets)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(notReadyMessage(targets));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            targets = coordinator.targets();
        }
    }

    private boolean areAllReady(List<TargetView> targets) {
        return targets.stream()
                .filter(TargetView::isReady)
                .map(TargetView::name)
                .collect(Collectors.toSet())
                .containsAll(expected);
    }

    private String notReadyMessage(List<TargetView> targets) {
        String found = targets.isEmpty()
                ? "none"
                : targets.stream().map(TargetView::toString).collect(Collectors.joining(", "));
        return "targets are not ready after %d s: found %s, expected %s; see ./lockstep logs"
                .formatted(LIMIT.toSeconds(), found, String.join(", ", expected));
    }
}
