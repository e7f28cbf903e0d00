package dev.lockstep.coordinator.saga;

/** An event cannot follow the state before it. The journal is corrupt, so no command of its migration is handled. */
public final class ImpossibleHistoryException extends IllegalStateException {
    ImpossibleHistoryException(SagaState state, SagaEvent event, String reason) {
        super("%s cannot follow in %s: %s".formatted(event, state, reason));
    }
}
