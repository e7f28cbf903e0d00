package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.StepId;
import java.time.Instant;
import java.util.List;

record SagaDecider(List<StepId> steps, Instant at) {
    sealed interface State {}

    record Queued(int[] numbers) implements State {}

    record Applying(StepId step) implements State {}

    String answer(State state) {
        return switch (state) {
            case Queued queued -> "queued " + queued.numbers().length;
            case Applying(StepId step) -> steps.stream().map(StepId::value).toList() + step.value() + at;
        };
    }
}
