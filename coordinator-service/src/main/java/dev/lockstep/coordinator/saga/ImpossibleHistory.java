package dev.lockstep.coordinator.saga;

/** A journal tells what cannot have happened; nothing may be built on it. */
public final class ImpossibleHistory extends IllegalStateException {
    ImpossibleHistory(SagaState state, SagaEvent event, String reason) {
        super("%s cannot follow in %s: %s".formatted(event, state, reason));
    }
}
