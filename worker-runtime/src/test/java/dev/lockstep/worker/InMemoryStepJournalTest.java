package dev.lockstep.worker;

import java.util.function.Supplier;

class InMemoryStepJournalTest extends StepJournalContract {
    @Override
    protected Supplier<StepJournal> freshStore() {
        StepJournal journal = new InMemoryStepJournal();
        return () -> journal;
    }
}
