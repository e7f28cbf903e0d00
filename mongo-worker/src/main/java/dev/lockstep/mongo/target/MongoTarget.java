package dev.lockstep.mongo.target;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.journal.MongoStepJournal;
import dev.lockstep.mongo.operation.MongoUpdateExecutor;
import dev.lockstep.mongo.store.MongoStore;
import dev.lockstep.worker.CheckRunner;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** One database and all that is done in it. */
final class MongoTarget implements ConnectedTarget {
    private final MongoStore store;
    private final StepJournal journal;

    MongoTarget(MongoStore store) {
        this.store = store;
        this.journal = new MongoStepJournal(store);
    }

    @Override
    public StepJournal journal() {
        return journal;
    }

    @Override
    public List<StepExecutor<?>> executors() {
        return List.of(new MongoUpdateExecutor(store));
    }

    @Override
    public CheckRunner checks() {
        return new MongoCheckRunner(store);
    }

    @Override
    public String serverVersion() {
        return store.run(new BsonDocument("buildInfo", new BsonInt32(1)))
                .getString("version")
                .getValue();
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        return MongoFailures.classify(thrown);
    }

    @Override
    public void close() {
        store.close();
    }
}
