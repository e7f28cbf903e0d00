package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.HeldDispatch;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoWriteWindowTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final ContractMigration migration =
            ContractMigration.of(MongoOperations.update("documents", "{}", "{'$set': {'a': 1}}"));

    @AfterEach
    void close() {
        database.close();
    }

    @Nested
    class An_open_window {
        @Test
        void stores_the_write_limit_of_its_dispatch_for_the_next_one() throws InterruptedException {
            database.withOption("write-limit", "7s").insert("documents", "{_id: 1}");
            AtomicReference<Report> report = new AtomicReference<>();
            try (HeldDispatch held = HeldDispatch.at(
                    "mongo.unit.after-pre-image",
                    1,
                    () -> report.set(new MongoWorkerUnderTest(database).run(migration.apply(1))))) {
                BsonDocument fence = Objects.requireNonNull(database.collection("lockstep_journal")
                        .find(BsonDocument.parse("{_id: 'fence'}"))
                        .first());
                assertThat(fence.getInt64("writeLimit").getValue()).isEqualTo(7_000);
                assertThat(fence.getDateTime("writesUntil").getValue()).isPositive();
                held.release();
            }
            assertThat(report.get()).isInstanceOf(Report.Succeeded.class);
        }
    }

    @Nested
    class A_window_that_is_shorter_than_a_write {
        @Test
        void fails_the_step_for_good_instead_of_repeating_the_write() {
            database.withOption("write-window", "1ms").insert("documents", "{_id: 1}", "{_id: 2}", "{_id: 3}");
            StepFailure failure = new MongoWorkerUnderTest(database).runExpectingFailure(migration.apply(1));
            assertThat(failure).isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                assertThat(permanent.code()).isEqualTo("write-window-too-short");
                assertThat(permanent.message())
                        .startsWith("document 1 was not written in 5 attempts")
                        .endsWith("increase write-window of the target");
            });
            database.withOption("write-window", "5s");
            new MongoWorkerUnderTest(database).runExpectingCompensation(migration.compensate(2));
            assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{a: 1}")))
                    .isZero();
        }
    }
}
