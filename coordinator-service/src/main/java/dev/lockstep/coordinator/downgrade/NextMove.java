package dev.lockstep.coordinator.downgrade;

import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.saga.SagaState;

/** What a downgrade does about one of its migrations. */
sealed interface NextMove {
    /** It is rolled back, or closed and accepted as it is: the next migration follows. */
    record GoOn() implements NextMove {}

    /** Its rollback must be requested. */
    record Request() implements NextMove {}

    /** Its rollback waits for an approval, or runs. */
    record Wait() implements NextMove {}

    /** Its rollback was requested, but did not start. */
    record Refused() implements NextMove {}

    /** An operator must repair it. */
    record Stop(String finding) implements NextMove {}

    /** Decides by the state of the migration. */
    static NextMove of(DowngradeMember member, SagaState.Submitted state) {
        return switch (state) {
            case SagaState.Completed _s -> member.requestedVersion() == null ? new Request() : new Refused();
            case SagaState.RollbackRequested _s -> new Wait();
            case SagaState.RollbackOpened _s -> new Wait();
            case SagaState.AtEndpoint _s -> new Wait();
            case SagaState.Compensating _s -> new Wait();
            case SagaState.RolledBack _s -> new GoOn();
            case SagaState.NeedsOperator _s -> stop(member, state, "needs an operator; retry, skip or close it");
            case SagaState.ClosedByOperator closed -> onClosed(member, closed);
            case SagaState.InFlight _s -> impossible(member, state);
            case SagaState.BeforeStart _s -> impossible(member, state);
            case SagaState.DryRunCompleted _s -> impossible(member, state);
            case SagaState.RehearsalCompleted _s -> impossible(member, state);
            case SagaState.Rejected _s -> impossible(member, state);
            case SagaState.Cancelled _s -> impossible(member, state);
        };
    }

    private static NextMove onClosed(DowngradeMember member, SagaState.ClosedByOperator closed) {
        return member.leaveApplied()
                ? new GoOn()
                : stop(
                        member,
                        closed,
                        "was closed with steps %s left applied; resume with leaveApplied to roll back the migrations before it all the same"
                                .formatted(closed.data().leftApplied()));
    }

    private static Stop stop(DowngradeMember member, SagaState.Submitted state, String what) {
        return new Stop("migration %s (%s) %s"
                .formatted(member.migration(), state.plan().name(), what));
    }

    private static NextMove impossible(DowngradeMember member, SagaState.Submitted state) {
        throw new IllegalStateException("migration %s of a downgrade was completed, and is %s"
                .formatted(member.migration(), MigrationState.of(state)));
    }
}
