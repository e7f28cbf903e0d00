package dev.lockstep.system.simulation;

import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.Set;

/** I1: whatever failed, failed because of an injected fault; no journal was missing, no fence ahead. */
final class OnlyInjectedFailures implements Guarantee {
    private static final Set<String> INJECTED =
            Set.of("injected", "rejected-by-worker", "rejected-by-kafka", "check-not-met", "identity-changed");

    @Override
    public void holdsIn(Evidence evidence) {
        evidence.database().sagas().values().stream()
                .flatMap(row -> row.events().stream())
                .forEach(event -> {
                    if (event instanceof SagaEvent.AttemptFailed failed
                            && !INJECTED.contains(failed.failure().code())) {
                        throw new AssertionError("nobody injected " + failed);
                    }
                });
    }
}
