package dev.lockstep.coordinator.status;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The histories of all steps, folded from the journal: the saga's state does not keep what no decision needs. */
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

    /** When the current round ended. */
    Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    private void add(SagaEvent event) {
        switch (event) {
            case SagaEvent.Dispatched e -> histories.put(e.step(), of(e.step()).dispatched(e));
            case SagaEvent.StepEvent e -> histories.put(e.step(), of(e.step()).next(e));
            case SagaEvent.Outcome e -> endedAt = e.at();
            case SagaEvent.RoundOpened _e -> endedAt = null;
            case SagaEvent.Submitted _e -> {}
            case SagaEvent.Started _e -> {}
            case SagaEvent.PreflightPassed _e -> {}
            case SagaEvent.RollbackBegan _e -> {}
        }
    }
}
