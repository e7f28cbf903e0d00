package dev.lockstep.system.simulation;

import java.util.List;

/** The guarantees that are checked at the end of every seed. */
final class Guarantees {
    static final List<Guarantee> ALL = List.of(
            new OnlyInjectedFailures(),
            new OutcomeMatchesHistory(),
            new CompletedStepsAppliedOnce(),
            new StoresAsBefore(),
            new NoChangeBelowFence(),
            new NoStepAppliedTwice(),
            new CompensationInReverse(),
            new NoApplyAfterCompensation(),
            new DependenciesAppliedFirst(),
            new OneDispatchPerTarget(),
            new JournalFoldsToState(),
            new PublicEventsInOrder(),
            new OneOutcomePerRound(),
            new OneMigrationPerTarget(),
            new IdempotentSubmission(),
            new OneWorkerPerDispatch(),
            new RetriesAreBounded(),
            new DeadlinesStopInTime(),
            new NoReportLost(),
            new OtherDataUnchanged(),
            new ChangesInMaintenance(),
            new BackupBeforeApply(),
            new ContractAfterExpand());

    private Guarantees() {}

    /** Checks one guarantee; a failure starts with the name of the guarantee. */
    static void check(Guarantee guarantee, SimulationResult result) {
        try {
            guarantee.assertHolds(result);
        } catch (AssertionError violation) {
            throw new AssertionError(
                    "guarantee %s is violated: %s"
                            .formatted(guarantee.getClass().getSimpleName(), violation.getMessage()),
                    violation);
        }
    }
}
