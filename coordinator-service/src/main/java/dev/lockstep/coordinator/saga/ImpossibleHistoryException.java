package dev.lockstep.coordinator.saga;

/** An event cannot follow its state: the journal is corrupt, and nothing may be decided on it. */
public final class ImpossibleHistoryException extends IllegalStateException {
    ImpossibleHistoryException(SagaState state, SagaEvent event, String reason) {
        super("%s cannot follow in %s: %s".formatted(event, state, reason));
    }
}
