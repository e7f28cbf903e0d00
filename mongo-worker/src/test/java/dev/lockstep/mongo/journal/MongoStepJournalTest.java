package dev.lockstep.mongo.journal;

import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepJournalContract;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

class MongoStepJournalTest extends StepJournalContract {
    private final List<AutoCloseable> closeables = new ArrayList<>();

    @Override
    protected Supplier<StepJournal> freshStore() {
        MongoTestDatabase database = new MongoTestDatabase();
        closeables.add(database);
        return () -> {
            ConnectedTarget worker = database.connect();
            closeables.addFirst(worker);
            return worker.journal();
        };
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : closeables) {
            resource.close();
        }
    }
}
