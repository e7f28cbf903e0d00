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
 * Two application threads write during apply and compensate. They add thousands to {@code n} and count them in
 * {@code thousands}, so each document shows whether a write was lost and whether the step's one is in {@code n}.
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
        MongoCollection<BsonDocument> collection = database.collection("c");
        Random random = new Random(seed);
        while (writing.get()) {
            int id = random.nextInt(DOCUMENTS);
            collection.updateOne(
                    eq("_id", id),
                    random.nextInt(4) == 0 ? combine(inc("n", THOUSAND), inc("thousands", 1)) : inc("own", 1));
        }
    }

    private <T> T whileWriting(Callable<T> work) throws Exception {
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

    private long countDocumentsWith(int ones) {
        long found = 0;
        for (BsonDocument document : database.collection("c").find()) {
            int n = document.getInt32("n").getValue();
            assertThat(n / THOUSAND)
                    .as("%s", document)
                    .isEqualTo(document.getInt32("thousands").getValue());
            assertThat(n % THOUSAND).isBetween(0, 1);
            found += n % THOUSAND == ones ? 1 : 0;
        }
        return found;
    }

    @Test
    void keeps_every_application_write_and_changes_each_document_once() throws Exception {
        for (int id = 0; id < DOCUMENTS; id++) {
            database.insert("c", "{_id: %d, n: 0, thousands: 0, old: 1, own: 0}".formatted(id));
        }
        ContractMigration migration = ContractMigration.of(
                MongoOperations.update("c", "{'old': {'$exists': true}}", "{'$inc': {'n': 1}, '$unset': {'old': ''}}"));
        StepResult applied = whileWriting(() -> worker.succeeds(migration.apply(1)));
        assertThat(applied.changed()).isEqualTo(DOCUMENTS);
        assertThat(countDocumentsWith(1)).isEqualTo(DOCUMENTS);

        CompensationResult compensated = whileWriting(() -> worker.compensates(migration.compensateApplied(2)));
        long kept = countDocumentsWith(1);
        assertThat(kept).isPositive().isLessThan(DOCUMENTS);
        assertThat(compensated.conflicts()).isEqualTo(kept);
        assertThat(compensated.restored()).isEqualTo(DOCUMENTS - kept);
        assertThat(database.collection("c").countDocuments(BsonDocument.parse("{old: 1}")))
                .isEqualTo(DOCUMENTS - kept);
    }
}
