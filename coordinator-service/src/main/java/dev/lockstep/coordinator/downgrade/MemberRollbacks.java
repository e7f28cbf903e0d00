package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.List;
import java.util.Optional;

/** The rollbacks of the migrations of downgrades. All methods take part in the current transaction. */
final class MemberRollbacks {
    private final JdbcDowngrades stored;
    private final SagaJournal journal;
    private final SagaShell sagas;

    MemberRollbacks(JdbcDowngrades stored, SagaJournal journal, SagaShell sagas) {
        this.stored = stored;
        this.journal = journal;
        this.sagas = sagas;
    }

    /**
     * A migration of a downgrade that is not done.
     *
     * @param move what is next about it
     */
    record Current(DowngradeMember member, SagaState.Submitted state, NextMove move) {}

    /** The first migration that is not done; empty if all are. */
    Optional<Current> current(Downgrade downgrade) {
        return stored.members(downgrade.id()).stream()
                .map(this::current)
                .filter(current -> !(current.move() instanceof NextMove.GoOn))
                .findFirst();
    }

    private Current current(DowngradeMember member) {
        SagaState.Submitted state = state(member);
        return new Current(member, state, NextMove.of(member, state));
    }

    private SagaState.Submitted state(DowngradeMember member) {
        return (SagaState.Submitted)
                journal.read(member.migration()).orElseThrow().state();
    }

    /**
     * Requests the rollback of a migration in the name of who has requested or resumed the downgrade.
     *
     * @return why it is refused; empty if it is accepted
     */
    Optional<String> request(Downgrade downgrade, DowngradeMember member) {
        CommandResult result = sagas.handle(SagaRequest.of(
                member.migration(),
                new Requester(downgrade.actor(), downgrade.rollbackReason()),
                SagaCommand.Rollback::new));
        return switch (result) {
            case CommandResult.Accepted accepted -> {
                stored.setRequested(downgrade.id(), member, accepted.newState().version());
                yield Optional.empty();
            }
            case CommandResult.Refused(String reason) -> Optional.of(reason);
            case CommandResult.VersionMismatch _r -> throw new IllegalStateException("no version was expected");
            case CommandResult.UnknownMigration _r -> throw new IllegalStateException("no migration " + member);
        };
    }

    /** Withdraws the request of a rollback that waits for its approval. */
    void withdraw(Downgrade downgrade, Actor actor, String reason) {
        List<DowngradeMember> waiting = stored.members(downgrade.id()).stream()
                .filter(member -> member.requestedVersion() != null)
                .filter(member -> state(member) instanceof SagaState.RollbackRequested)
                .toList();
        Requester requester = new Requester(actor, "downgrade %d was cancelled: %s".formatted(downgrade.id(), reason));
        waiting.forEach(member -> sagas.handle(SagaRequest.of(member.migration(), requester, SagaCommand.Reject::new)));
    }
}
