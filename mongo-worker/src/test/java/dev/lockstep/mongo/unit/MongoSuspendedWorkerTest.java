package dev.lockstep.mongo.unit;

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

/** A worker is suspended before it journals a batch, and resumes while another worker runs a newer dispatch of the step. */
class MongoSuspendedWorkerTest {
    private static final int DOCUMENTS = 2 * MongoTestDatabase.BATCH_SIZE + 2;

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final ContractMigration migration =
            ContractMigration.of(MongoOperations.update("documents", "{}", "{'$inc': {'n': 1}}"));
    private final AtomicReference<Report> report = new AtomicReference<>();

    @BeforeEach
    void seed() {
        for (int id = 0; id < DOCUMENTS; id++) {
            database.insert("documents", "{_id: %d, n: 1}".formatted(id));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void the_newer_dispatch_changes_documents_whose_rows_a_resumed_worker_wrote_late() throws InterruptedException {
        List<String> bytesBefore = database.bytesOf("documents");
        try (HeldDispatch first =
                HeldDispatch.at("mongo.unit.before-pre-image", 2, () -> worker.run(migration.apply(1)))) {
            try (HeldDispatch second =
                    HeldDispatch.at("mongo.unit.after-read", 1, () -> report.set(worker.run(migration.apply(2))))) {
                first.release();
                second.release();
            }
        }
        assertThat(report.get()).isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                        succeeded.result().changed())
                .isEqualTo(DOCUMENTS));
        assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{n: 2}")))
                .isEqualTo(DOCUMENTS);
        worker.runExpectingCompensation(migration.compensateApplied(3));
        assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
    }

    @Test
    void the_newer_dispatch_succeeds_although_a_resumed_worker_wrote_its_progress_late() throws InterruptedException {
        try (HeldDispatch first =
                HeldDispatch.at("mongo.unit.before-pre-image", 1, () -> worker.run(migration.apply(1)))) {
            try (HeldDispatch second =
                    HeldDispatch.at("mongo.unit.after-read", 1, () -> report.set(worker.run(migration.apply(2))))) {
                first.release();
                second.release();
            }
        }
        assertThat(report.get()).isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                        succeeded.result().changed())
                .isEqualTo(DOCUMENTS));
        assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{n: 2}")))
                .isEqualTo(DOCUMENTS);
    }
}
