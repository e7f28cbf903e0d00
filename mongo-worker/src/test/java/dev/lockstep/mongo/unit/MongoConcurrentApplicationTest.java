package dev.lockstep.mongo.unit;

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
 * Two application threads write during apply and compensate. They add 1000 to {@code n} and 1 to {@code thousands}; the
 * step adds 1 to {@code n}. So each document shows whether an application write was lost, and whether it has the change of
 * the step.
 */
class MongoConcurrentApplicationTest {
    private static final int DOCUMENTS = 300;
    private static final int THOUSAND = 1000;

    private final MongoTestDatabase database = new MongoTestDatabase().withOption("batch-size", "40");
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final AtomicBoolean writing = new AtomicBoolean(true);

    @AfterEach
    void close() {
        database.close();
    }

    private void write(long seed) {
        MongoCollection<BsonDocument> collection = database.collection("documents");
        Random random = new Random(seed);
        while (writing.get()) {
            int id = random.nextInt(DOCUMENTS);
            collection.updateOne(
                    eq("_id", id),
                    random.nextInt(4) == 0 ? combine(inc("n", THOUSAND), inc("thousands", 1)) : inc("app", 1));
        }
    }

    private <T> T runDuringWrites(Callable<T> work) throws Exception {
        writing.set(true);
        try (ExecutorService application = Executors.newFixedThreadPool(2)) {
            Future<?> first = application.submit(() -> write(1));
            Future<?> second = application.submit(() -> write(2));
            T result;
            try {
                result = work.call();
            } finally {
                writing.set(false);
            }
            first.get();
            second.get();
            return result;
        }
    }

    private long countDocumentsWithRemainder(int remainder) {
        long found = 0;
        for (BsonDocument document : database.collection("documents").find()) {
            int n = document.getInt32("n").getValue();
            assertThat(n / THOUSAND)
                    .as("%s", document)
                    .isEqualTo(document.getInt32("thousands").getValue());
            assertThat(n % THOUSAND).isBetween(0, 1);
            found += n % THOUSAND == remainder ? 1 : 0;
        }
        return found;
    }

    @Test
    void keeps_every_application_write_and_changes_each_document_once() throws Exception {
        for (int id = 0; id < DOCUMENTS; id++) {
            database.insert("documents", "{_id: %d, n: 0, thousands: 0, old: 1, app: 0}".formatted(id));
        }
        ContractMigration migration = ContractMigration.of(MongoOperations.update(
                "documents", "{'old': {'$exists': true}}", "{'$inc': {'n': 1}, '$unset': {'old': ''}}"));
        StepResult applied = runDuringWrites(() -> worker.runExpectingSuccess(migration.apply(1)));
        assertThat(applied.changed()).isEqualTo(DOCUMENTS);
        assertThat(countDocumentsWithRemainder(1)).isEqualTo(DOCUMENTS);

        CompensationResult compensated =
                runDuringWrites(() -> worker.runExpectingCompensation(migration.compensateApplied(2)));
        long inConflict = countDocumentsWithRemainder(1);
        assertThat(inConflict).isPositive().isLessThan(DOCUMENTS);
        assertThat(compensated.conflicts()).isEqualTo(inConflict);
        assertThat(compensated.restored()).isEqualTo(DOCUMENTS - inConflict);
        assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{old: 1}")))
                .isEqualTo(DOCUMENTS - inConflict);
    }
}
