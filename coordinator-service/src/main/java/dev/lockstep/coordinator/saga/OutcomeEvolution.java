package dev.lockstep.coordinator.saga;

/** Folds the end of a round; an outcome that the steps do not bear out is impossible. */
final class OutcomeEvolution {
    SagaState evolve(Following following, SagaEvent.Outcome event) {
        return switch (event) {
            case SagaEvent.Completed _e -> completed(following);
            case SagaEvent.RolledBack _e -> rolledBack(following);
            case SagaEvent.OperatorNeeded _e -> operatorNeeded(following);
            case SagaEvent.Closed e -> closed(following, e);
            case SagaEvent.Rejected _e ->
                new SagaState.Rejected(following.in(SagaState.Preflight.class).run());
            case SagaEvent.Cancelled _e -> cancelled(following);
        };
    }

    private static SagaState completed(Following following) {
        following.in(SagaState.InFlight.class);
        Run run = following.in(SagaState.Forward.class).run();
        int done = run.each(StepState.Applied.class).size()
                + run.each(StepState.Finished.class).size();
        if (done != run.steps().size()) {
            throw following.impossible(
                    "%d of %d steps are done".formatted(done, run.steps().size()));
        }
        return new SagaState.Completed(run);
    }

    private static SagaState rolledBack(Following following) {
        SagaState.Compensating state = following.in(SagaState.Compensating.class);
        if (!state.run().leftApplied().isEmpty()) {
            throw following.impossible("left applied: " + state.run().leftApplied());
        }
        return new SagaState.RolledBack(state.run(), state.cause());
    }

    private static SagaState operatorNeeded(Following following) {
        Run run = following.in(SagaState.InFlight.class).run();
        if (run.each(StepState.Stuck.class).isEmpty()) {
            throw following.impossible("no step is stuck");
        }
        return following.state() instanceof SagaState.Compensating compensating
                ? new SagaState.StuckCompensating(run, compensating.cause())
                : new SagaState.StuckAtPivot(
                        following.in(SagaState.Applying.class).run());
    }

    private static SagaState closed(Following following, SagaEvent.Closed event) {
        Run run = following.in(SagaState.Started.class).run();
        if (!run.leftApplied().equals(event.leftApplied())) {
            throw following.impossible("left applied: " + run.leftApplied());
        }
        if (!(following.state() instanceof SagaState.NeedsOperator)) {
            following.in(SagaState.Compensating.class);
        }
        return new SagaState.ClosedByOperator(run, event.reason());
    }

    private static SagaState cancelled(Following following) {
        if (following.state() instanceof SagaState.Queued queued) {
            return new SagaState.Cancelled(queued.posted());
        }
        return new SagaState.Cancelled(following.in(SagaState.Preflight.class).posted());
    }
}
