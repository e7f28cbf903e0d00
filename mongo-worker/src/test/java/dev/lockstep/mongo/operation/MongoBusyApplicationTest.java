package dev.lockstep.mongo.operation;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two threads of an application write all the while. What they add to {@code n} comes in thousands, so that a count
 * of theirs beside each document tells what {@code n} must be, and whether the step's one is in it.
 */
class MongoBusyApplicationTest {
    private static final int DOCUMENTS = 300;
    private static final int THOUSAND = 1000;

    private final MongoTestDatabase database = new MongoTestDatabase().with("batch-size", "40");
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final AtomicBoolean busy = new AtomicBoolean(true);

    @AfterEach
    void close() {
        database.close();
    }

    private void write(long seed) {
        MongoCollection<BsonDocument> collection = database.collection("c");
        Random random = new Random(seed);
        while (busy.get()) {
            int id = random.nextInt(DOCUMENTS);
            collection.updateOne(
                    eq("_id", id),
                    random.nextInt(4) == 0 ? combine(inc("n", THOUSAND), inc("thousands", 1)) : inc("own", 1));
        }
    }

    private <T> T whileWriting(Callable<T> work) throws Exception {
        busy.set(true);
        try (ExecutorService application = Executors.newFixedThreadPool(2)) {
            Future<?> one = application.submit(() -> write(1));
            Future<?> two = application.submit(() -> write(2));
            T result;
            try {
                result = work.call();
            } finally {
                busy.set(false);
            }
            one.get();
            two.get();
            return result;
        }
    }

    private long count(int step) {
        long found = 0;
        for (BsonDocument document : database.collection("c").find()) {
            int n = document.getInt32("n").getValue();
            assertThat(n / THOUSAND)
                    .as("%s", document)
                    .isEqualTo(document.getInt32("thousands").getValue());
            assertThat(n % THOUSAND).isBetween(0, 1);
            found += n % THOUSAND == step ? 1 : 0;
        }
        return found;
    }

    @Test
    void loses_nothing_and_sees_each_document_changed_once() throws Exception {
        for (int id = 0; id < DOCUMENTS; id++) {
            database.insert("c", "{_id: %d, n: 0, thousands: 0, old: 1, own: 0}".formatted(id));
        }
        ContractMigration migration = ContractMigration.of(
                MongoOperations.update("c", "{'old': {'$exists': true}}", "{'$inc': {'n': 1}, '$unset': {'old': ''}}"));
        StepResult applied = whileWriting(() -> worker.succeeds(migration.apply(1)));
        assertThat(applied.changed()).isEqualTo(DOCUMENTS);
        assertThat(count(1)).isEqualTo(DOCUMENTS);

        CompensationResult undone = whileWriting(() -> worker.compensates(migration.compensateApplied(2)));
        long kept = count(1);
        assertThat(kept).isPositive().isLessThan(DOCUMENTS);
        assertThat(undone.conflicts()).isEqualTo(kept);
        assertThat(undone.restored()).isEqualTo(DOCUMENTS - kept);
        assertThat(database.collection("c").countDocuments(BsonDocument.parse("{old: 1}")))
                .isEqualTo(DOCUMENTS - kept);
    }
}
