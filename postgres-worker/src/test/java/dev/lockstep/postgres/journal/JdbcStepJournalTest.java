package dev.lockstep.postgres.journal;

import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepJournalContract;
import java.util.function.Supplier;

class JdbcStepJournalTest extends StepJournalContract {
    @Override
    protected Supplier<StepJournal> freshStore() {
        TestPostgres postgres = TestPostgres.fresh();
        return () -> postgres.connect().journal();
    }
}
