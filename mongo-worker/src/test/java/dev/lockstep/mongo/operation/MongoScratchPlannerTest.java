package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.target.TlsContexts;
import dev.lockstep.worker.ContractMigration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class MongoScratchPlannerTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);

    @AfterEach
    void close() {
        database.close();
    }

    private void insert(int documents) {
        for (int id = 0; id < documents; id++) {
            database.insert("documents", "{_id: %d, n: 1}".formatted(id));
        }
    }

    private long count(String filter) {
        return database.collection("documents").countDocuments(BsonDocument.parse(filter));
    }

    @Nested
    class A_scratch_collection {
        private final ContractMigration migration =
                ContractMigration.of(MongoOperations.update("documents", "{}", "{'$inc': {'n': 1}}"));

        private void assertRetriableAfter(Consumer<MongoCollection<BsonDocument>> change) {
            insert(3);
            Report report =
                    worker.runWithPauseAt(migration.apply(1), "mongo.scratch.after-update", () -> database.leftovers()
                            .forEach(name -> change.accept(database.collection(name))));
            assertThat(MongoWorkerUnderTest.assertFailed(report))
                    .isInstanceOfSatisfying(StepFailure.Transient.class, failure -> assertThat(failure.code())
                            .isEqualTo("scratch-lost"));
            assertThat(count("{n: 1}")).isEqualTo(3);
            assertThat(worker.runExpectingSuccess(migration.apply(2)).changed()).isEqualTo(3);
            assertThat(count("{n: 2}")).isEqualTo(3);
        }

        @Test
        void that_is_dropped_during_the_dispatch_makes_it_fail_and_a_retry_succeeds() {
            assertRetriableAfter(MongoCollection::drop);
        }

        @Test
        void that_has_another_document_instead_of_a_copy_makes_the_dispatch_fail() {
            assertRetriableAfter(copies -> {
                copies.deleteOne(BsonDocument.parse("{_id: 2}"));
                copies.insertOne(BsonDocument.parse("{_id: 'other'}"));
            });
        }

        @Test
        void is_written_with_write_concern_majority() {
            try (MongoTargetDatabase target =
                    MongoTargetDatabase.of(database.settings(), new TlsContexts(new DefaultSslBundleRegistry()))) {
                MongoScratchCollection scratch = new MongoScratchCollection(target, "documents", "test");
                assertThat(scratch.fill(List.of()).getWriteConcern()).isEqualTo(WriteConcern.MAJORITY);
                scratch.drop();
            }
        }
    }

    @Nested
    class An_update_that_adds_many_values {
        @Test
        void is_applied_in_smaller_batches() {
            database.withOption("batch-size", "500")
                    .withOption("write-window", "20s")
                    .withOption("write-limit", "30s");
            insert(100);
            String set = "{'$set': {'list': %s}}".formatted(Collections.nCopies(1_000, "{}"));
            ContractMigration migration =
                    ContractMigration.of(MongoOperations.update("documents", "{'list': {'$exists': false}}", set));
            AtomicLong firstBatch = new AtomicLong();
            Report report = worker.runWithPauseAt(
                    migration.apply(1),
                    "mongo.unit.after-pre-image",
                    () -> firstBatch.set(
                            database.collection("lockstep_journal_units").countDocuments()));
            assertThat(MongoWorkerUnderTest.assertSucceeded(report).changed()).isEqualTo(100);
            assertThat(firstBatch.get()).isBetween(50L, 99L);
            assertThat(count("{list: {$size: 1000}}")).isEqualTo(100);
        }

        @Test
        void is_tried_in_preflight_on_fewer_documents() {
            insert(4);
            String push = "{'$push': {'list': {'$each': %s}}}".formatted(Collections.nCopies(90_000, "{}"));
            worker.runExpectingSuccess(ContractMigration.of(MongoOperations.update("documents", "{}", push))
                    .preflight(1));
        }
    }
}
