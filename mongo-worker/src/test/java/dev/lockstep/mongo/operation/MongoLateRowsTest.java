package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.HeldDispatch;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker that is stopped before it journals a batch, and wakes up while another one does its work. */
class MongoLateRowsTest {
    private static final int DOCUMENTS = 2 * MongoTestDatabase.BATCH_SIZE + 2;

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final ContractMigration migration =
            ContractMigration.of(MongoOperations.update("c", "{}", "{'$inc': {'n': 1}}"));
    private final AtomicReference<Report> ended = new AtomicReference<>();

    @BeforeEach
    void seed() {
        for (int id = 0; id < DOCUMENTS; id++) {
            database.insert("c", "{_id: %d, n: 1}".formatted(id));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void hides_no_document_from_the_one_that_took_over() throws InterruptedException {
        List<String> before = database.bytesOf("c");
        try (HeldDispatch first =
                HeldDispatch.at("mongo.update.before-pre-image", 2, () -> worker.run(migration.apply(1)))) {
            try (HeldDispatch second =
                    HeldDispatch.at("mongo.update.after-read", 1, () -> ended.set(worker.run(migration.apply(2))))) {
                first.letGo();
                second.letGo();
            }
        }
        assertThat(ended.get()).isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                        succeeded.result().changed())
                .isEqualTo(DOCUMENTS));
        assertThat(database.collection("c").countDocuments(BsonDocument.parse("{n: 2}")))
                .isEqualTo(DOCUMENTS);
        worker.compensates(migration.compensateApplied(3));
        assertThat(database.bytesOf("c")).isEqualTo(before);
    }

    @Test
    void is_no_obstacle_if_it_had_journaled_nothing_yet() throws InterruptedException {
        try (HeldDispatch first =
                HeldDispatch.at("mongo.update.before-pre-image", 1, () -> worker.run(migration.apply(1)))) {
            try (HeldDispatch second =
                    HeldDispatch.at("mongo.update.after-read", 1, () -> ended.set(worker.run(migration.apply(2))))) {
                first.letGo();
                second.letGo();
            }
        }
        assertThat(ended.get()).isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                        succeeded.result().changed())
                .isEqualTo(DOCUMENTS));
        assertThat(database.collection("c").countDocuments(BsonDocument.parse("{n: 2}")))
                .isEqualTo(DOCUMENTS);
    }
}
