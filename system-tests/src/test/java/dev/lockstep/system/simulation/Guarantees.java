package dev.lockstep.system.simulation;

import java.util.List;

/** All that is held of every seed at its end. */
final class Guarantees {
    static final List<Guarantee> ALL = List.of(
            new OnlyInjectedFailures(),
            new OutcomesAreEarned(),
            new CompletedMeansAppliedOnce(),
            new StoresAsBefore(),
            new NoEffectBelowTheFence(),
            new NoStepAppliedTwice(),
            new CompensationInReverse(),
            new NoApplyAfterCompensation(),
            new DependenciesFirst(),
            new JournalTellsTheState(),
            new SubscribersSeeItOnceInOrder(),
            new OneOutcomePerRound(),
            new OneMigrationPerTarget(),
            new SamePostSameAnswer(),
            new OneWorkerPerDispatch(),
            new RetriesAreBounded(),
            new NoReportLost(),
            new OtherDataUntouched());

    private Guarantees() {}
}
