package dev.lockstep.system.simulation;

import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.Set;

/** Every failed attempt has an injected cause. */
final class OnlyInjectedFailures implements Guarantee {
    private static final Set<String> INJECTED_CODES =
            Set.of("injected", "rejected-by-worker", "rejected-by-kafka", "check-not-met", "identity-changed");

    @Override
    public void assertHolds(SimulationResult result) {
        result.database().sagas().values().stream()
                .flatMap(row -> row.events().stream())
                .forEach(event -> {
                    if (event instanceof SagaEvent.AttemptFailed failed
                            && !INJECTED_CODES.contains(failed.failure().code())) {
                        throw new AssertionError("failed attempt: found %s, expected a failure code of %s"
                                .formatted(failed, INJECTED_CODES));
                    }
                });
    }
}
