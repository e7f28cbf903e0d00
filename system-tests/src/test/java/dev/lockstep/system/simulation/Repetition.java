package dev.lockstep.system.simulation;

import java.util.List;

/** I15: every report and every command that was ever sent comes once more, and nothing changes. */
final class Repetition {
    private final Evidence evidence;
    private final Runnable everythingComesAgain;

    Repetition(Evidence evidence, Runnable everythingComesAgain) {
        this.evidence = evidence;
        this.everythingComesAgain = everythingComesAgain;
    }

    void changesNothing() {
        List<Integer> versions = versions();
        int changes = evidence.ledger().changes().size();
        everythingComesAgain.run();
        evidence.demand("no saga went on", versions(), versions);
        evidence.demand("no unit changed", evidence.ledger().changes().size(), changes);
    }

    private List<Integer> versions() {
        return evidence.database().sagas().values().stream()
                .map(CoordinatorDatabase.SagaRow::version)
                .toList();
    }
}
