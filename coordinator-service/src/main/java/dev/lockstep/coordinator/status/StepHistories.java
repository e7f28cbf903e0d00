package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the histories of all steps from the events of a migration. The saga's state does not contain them because no
 * decision needs them.
 */
final class StepHistories {
    private final Map<StepId, StepHistory> histories = new HashMap<>();
    private @Nullable Instant endedAt;

    private StepHistories() {}

    static StepHistories of(List<SagaEvent> events) {
        StepHistories histories = new StepHistories();
        events.forEach(histories::add);
        return histories;
    }

    StepHistory of(StepId step) {
        return histories.getOrDefault(step, StepHistory.EMPTY);
    }

    /** The time at which the current round ended. It is empty while the round runs. */
    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    private void add(SagaEvent event) {
        switch (event) {
            case SagaEvent.Dispatched e -> histories.put(e.step(), of(e.step()).withDispatch(e));
            case SagaEvent.StepEvent e -> histories.put(e.step(), of(e.step()).with(e));
            case SagaEvent.Outcome e -> endedAt = e.at();
            case SagaEvent.RoundOpened _e -> endedAt = null;
            case SagaEvent.Submission _e -> {}
            case SagaEvent.Approved _e -> {}
            case SagaEvent.ApprovedWithDryRun _e -> {}
            case SagaEvent.ContractEvent _e -> {}
            case SagaEvent.Enqueued _e -> {}
            case SagaEvent.Prioritised _e -> {}
            case SagaEvent.TargetWithoutWorker _e -> {}
            case SagaEvent.Started _e -> {}
            case SagaEvent.PreflightPassed _e -> {}
            case SagaEvent.Rehearsed e -> histories.put(e.step(), of(e.step()).withRehearsal(e.result()));
            case SagaEvent.DryRunReported e ->
                e.outcomes()
                        .forEach(outcome ->
                                histories.put(outcome.step(), of(outcome.step()).withDryRun(outcome)));
            case SagaEvent.EndpointEvent _e -> {}
            case SagaEvent.BackedUp e -> histories.put(e.step(), of(e.step()).withBackup(e.result()));
            case SagaEvent.ControlEvent _e -> {}
            case SagaEvent.RollbackRequested _e -> {}
            case SagaEvent.RollbackRefused _e -> {}
            case SagaEvent.DeadlinePassed _e -> {}
            case SagaEvent.RollbackBegan _e -> {}
        }
    }
}
