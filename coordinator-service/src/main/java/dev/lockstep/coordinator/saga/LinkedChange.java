package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a transition of a migration means for the migration that applies the contract steps of its plan. It is written in
 * the same transaction.
 */
public sealed interface LinkedChange {
    /** Leaves the four bits of the version as they are. */
    long CONTRACT_BITS = 0x636F_6E74_7261_0000L;

    MigrationId contract();

    /** The migration is completed, so its contract steps become a migration, with this submission. */
    record Create(MigrationId contract, ContractSubmission submission, Actor submitter) implements LinkedChange {}

    /** The migration is rolled back, so its contract steps must not be applied. */
    record Cancel(MigrationId contract, MigrationId expand) implements LinkedChange {}

    /**
     * The submission of contract steps.
     *
     * @param expand the completed migration
     * @param identities the databases that it has changed
     */
    record ContractSubmission(MigrationId expand, Plan plan, Map<TargetName, TargetIdentity> identities) {
        public ContractSubmission {
            identities = Map.copyOf(identities);
        }
    }

    /** The change that a transition causes; empty for nearly all of them. */
    static Optional<LinkedChange> of(Transition transition) {
        if (transition.event() instanceof SagaEvent.Completed completed) {
            return Optional.ofNullable(completed.contract())
                    .map(contract -> create(contract, (SagaState.Completed) transition.newState()));
        }
        return transition.event() instanceof SagaEvent.RoundOpened opened && opened.action() == Action.ROLLBACK
                ? cancel((SagaState.Started) transition.newState())
                : Optional.empty();
    }

    private static LinkedChange create(MigrationId contract, SagaState.Completed state) {
        SubmittedPlan submitted = state.submitted();
        return new Create(
                contract,
                new ContractSubmission(
                        state.migration(),
                        submitted.contractPart().orElseThrow(),
                        state.data().identities()),
                submitted.submitter());
    }

    private static Optional<LinkedChange> cancel(SagaState.Started state) {
        return state.submitted()
                .contractPart()
                .map(_plan -> new Cancel(contractOf(state.migration()), state.migration()));
    }

    /** The id of the migration that applies the contract steps of another one; of the same version of UUIDs. */
    static MigrationId contractOf(MigrationId expand) {
        return new MigrationId(new UUID(
                expand.value().getMostSignificantBits() ^ CONTRACT_BITS,
                expand.value().getLeastSignificantBits()));
    }
}
