package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequest.ExpectedStep;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.coordinator.dispatch.JdbcTargetFences;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaData;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the message of a drift check from what the migrations on the target have left. */
final class DriftRequests {
    private final JdbcTargetDrifts drifts;
    private final JdbcTargetFences fences;
    private final SagaJournal journal;

    DriftRequests(JdbcTargetDrifts drifts, JdbcTargetFences fences, SagaJournal journal) {
        this.drifts = drifts;
        this.fences = fences;
        this.journal = journal;
    }

    /**
     * The message under a number that was taken before. A migration that starts after this has a higher number, so the
     * worker refuses the check.
     *
     * @throws dev.lockstep.coordinator.http.ApiException if something holds the target
     */
    TargetRequest message(TargetRequestHeader header) {
        TargetName target = header.target();
        boolean isStuck = isStuck(target);
        List<ExpectedStep> steps = new ArrayList<>();
        List<MigrationId> completed = new ArrayList<>();
        TargetIdentity identity = null;
        List<MigrationId> newest = drifts.newestApplied(target);
        Map<MigrationId, VersionedState> states = journal.readAll(newest);
        for (MigrationId migration : newest) {
            SagaState state = Objects.requireNonNull(states.get(migration)).state();
            if (state instanceof SagaState.Started started) {
                boolean isCompleted = state instanceof SagaState.Completed;
                steps.addAll(steps(migration, started.data(), target, isCompleted));
                if (isCompleted) {
                    completed.add(migration);
                    identity = started.data().identities().getOrDefault(target, identity);
                }
            }
        }
        // Newer than what the completed migrations tell, and lower after an acknowledged loss.
        Optional<AcceptedDispatch> last = fences.find(target);
        if (isStuck) {
            // Its own steps are applied in part, so nothing else is as an earlier migration has left it.
            steps.clear();
        }
        return new TargetRequest.Drift(
                withoutIdentity(header),
                last.map(AcceptedDispatch::identity).orElse(identity),
                last.map(AcceptedDispatch::dispatch).orElseGet(() -> drifts.lastAccepted(target, completed)),
                steps.subList(Math.max(0, steps.size() - TargetRequest.Drift.MAX_STEPS), steps.size()));
    }

    /** Whether a migration holds the target that waits for an operator, so that nothing changes the target now. */
    private boolean isStuck(TargetName target) {
        Optional<MigrationState> holder = drifts.holder(target);
        if (holder.isPresent() && holder.get() != MigrationState.NEEDS_OPERATOR) {
            throw NewTargetRequests.notAllowed(
                    "a migration, restore or downgrade holds target \"%s\"; check it when that has ended"
                            .formatted(target));
        }
        return holder.isPresent();
    }

    private static List<ExpectedStep> steps(
            MigrationId migration, SagaData data, TargetName target, boolean isCompleted) {
        List<Step> onTarget = data.submitted().plan().spec().steps().stream()
                .filter(step -> step.target().equals(target))
                .filter(step -> isCompleted || data.leftApplied().contains(step.id()))
                .toList();
        return onTarget.stream()
                .map(step -> new ExpectedStep(migration, step.id(), Checksum.of(step.withoutLimits()), isCompleted))
                .toList();
    }

    /** Another identity is a difference, and no reason to reject the check. */
    private static TargetRequestHeader withoutIdentity(TargetRequestHeader header) {
        return new TargetRequestHeader(
                header.protocol(),
                header.messageId(),
                header.target(),
                (@Nullable TargetIdentity) null,
                header.dispatch(),
                header.lease(),
                header.requester());
    }
}
