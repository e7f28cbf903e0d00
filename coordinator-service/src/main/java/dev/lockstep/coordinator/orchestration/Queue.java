package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.target.JdbcTargets;
import dev.lockstep.coordinator.target.TargetView;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** Starts the migrations whose turn has come: first on all of their targets, and every target ready. */
public final class Queue {
    private final JdbcClaims claims;
    private final JdbcTargets targets;
    private final SagaJournal journal;
    private final SagaShell sagas;
    private final Transactions transactions;

    public Queue(
            JdbcClaims claims, JdbcTargets targets, SagaJournal journal, SagaShell sagas, Transactions transactions) {
        this.claims = claims;
        this.targets = targets;
        this.journal = journal;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    /** Every migration whose turn has come. */
    public void tick() {
        for (MigrationId migration : claims.firstInQueue()) {
            transactions.run(() -> journal.lock(migration).map(this::startIfItsTurn));
        }
    }

    /** Starts a migration that this transaction has locked or is creating, if its turn has come. */
    public Recorded startIfItsTurn(Recorded queued) {
        if (!(queued.state() instanceof SagaState.Queued waiting)
                || !claims.isFirst(queued.migration())
                || notReady(waiting.plan().spec().targets()).isPresent()) {
            return queued;
        }
        return switch (sagas.tell(queued, Voice.coordinator("its turn has come"), SagaCommand.Start::new)) {
            case Told.Happened happened -> happened.after();
            case Told.Refused _r -> queued;
            case Told.Unknown _u -> queued;
        };
    }

    /** What a queued migration waits for; empty where it waits for nothing. */
    public Optional<String> waitingFor(MigrationId migration, SequencedSet<TargetName> wanted) {
        return claims.before(migration)
                .map(before -> "target %s: migration %s is before it".formatted(before.target(), before.migration()))
                .or(() -> notReady(wanted));
    }

    private Optional<String> notReady(SequencedSet<TargetName> wanted) {
        List<TargetView> known = targets.all();
        return wanted.stream()
                .map(name -> notReady(name, known))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> notReady(TargetName name, List<TargetView> known) {
        Optional<TargetView> found =
                known.stream().filter(target -> target.name().equals(name)).findFirst();
        if (found.isEmpty()) {
            return Optional.of("target %s: no worker has registered it".formatted(name));
        }
        return found.filter(target -> !target.isReady())
                .map(target -> "target %s: %s".formatted(name, target.reason()));
    }
}
