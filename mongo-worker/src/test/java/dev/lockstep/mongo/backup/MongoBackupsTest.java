package dev.lockstep.mongo.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.Change;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import dev.lockstep.mongo.LargeDocuments;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.target.TlsContexts;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.CrashedDispatch;
import dev.lockstep.worker.DelegatingTarget;
import dev.lockstep.worker.FailpointHold;
import dev.lockstep.worker.TargetBackups;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class MongoBackupsTest {
    private static final MongoOperation OPERATION = MongoOperations.update("units", "{}", "{'$set': {'v': 2}}");
    private final MongoTestDatabase database = new MongoTestDatabase();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupRun run;

    @BeforeEach
    void connect() {
        run = new BackupRun(database.connect(), directory, OPERATION);
    }

    @AfterEach
    void close() {
        run.close();
        database.close();
    }

    private void seed(int documents) {
        for (int id = 0; id < documents; id++) {
            database.insert("units", "{_id: %d, v: 1, name: 'n%d'}".formatted(id, id));
        }
    }

    private static BsonDocument id(int id) {
        return new BsonDocument("_id", new BsonInt32(id));
    }

    private static BsonDocument set(String json) {
        return new BsonDocument("$set", BsonDocument.parse(json));
    }

    @Nested
    class A_backup {
        @Test
        void has_the_whole_collection_of_each_step() {
            seed(12);
            database.insert("others", "{_id: 1}");
            database.insert("untouched", "{_id: 1}");
            try (BackupRun two = new BackupRun(
                    database.connect(), directory, OPERATION, MongoOperations.renameField("others", "a", "b"))) {
                BackupResult result = two.backUp();

                assertThat(result.units()).isEqualTo(13);
                assertThat(result.method()).isEqualTo("mongo-bson");
                assertThat(result.files())
                        .extracting(BackupResult.BackupFile::name)
                        .containsExactly(
                                "c0001.metadata.json.gz", "c0001.bson.gz", "c0002.metadata.json.gz", "c0002.bson.gz");
            }
        }

        @Test
        void of_a_missing_collection_says_so() {
            assertThat(run.backUp().notes()).containsExactly("collection \"units\" does not exist");
        }
    }

    @Nested
    class A_restore {
        @Test
        void names_the_later_writes_that_it_replaces() {
            seed(12);
            String before = database.digest();
            run.backUp();
            run.apply();
            database.collection("units").updateOne(id(1), set("{name: 'written by an application'}"));
            database.collection("units").deleteOne(id(2));
            database.insert("units", "{_id: 99, v: 2}");

            RestoreResult result = run.restore();

            assertThat(database.digest()).isEqualTo(before);
            assertThat(result.recreated()).isEqualTo(1);
            assertThat(result.replaced()).isEqualTo(11);
            assertThat(result.removed()).isEqualTo(1);
            assertThat(result.samples())
                    .containsExactlyInAnyOrder(
                            new LaterWrite("units/1", Change.REPLACED),
                            new LaterWrite("units/2", Change.RECREATED),
                            new LaterWrite("units/99", Change.REMOVED));
            assertThat(result.laterWrites()).isEqualTo(3);
        }

        @Test
        void after_a_compensation_finds_every_document_equal() {
            seed(12);
            run.backUp();
            run.apply();
            run.run(run.migration.compensate(run.next()));

            assertThat(run.restore().equal()).isEqualTo(12);
        }

        @Test
        void without_the_journal_says_that_later_writes_are_unknown() {
            seed(3);
            run.backUp();
            run.apply();
            run.run(run.migration.purge(run.next()));

            RestoreResult result = run.restore();

            assertThat(result.laterWrites()).isNull();
            assertThat(result.notes()).anyMatch(note -> note.contains("its journal is gone"));
        }

        @Test
        void exchanges_values_of_a_unique_index() {
            database.collection("units").createIndex(Indexes.ascending("name"), new IndexOptions().unique(true));
            seed(12);
            String before = database.digest();
            run.backUp();
            database.collection("units").updateOne(id(1), set("{name: 'free'}"));
            database.collection("units").updateOne(id(7), set("{name: 'n1'}"));
            database.collection("units").updateOne(id(1), set("{name: 'n7'}"));
            database.collection("units").deleteOne(id(3));
            database.insert("units", "{_id: 99, name: 'n3'}");

            run.restore();

            assertThat(database.digest()).isEqualTo(before);
        }

        @Test
        void puts_back_an_id_with_another_type_of_number() {
            seed(6);
            String before = database.digest();
            run.backUp();
            database.collection("units").deleteOne(id(3));
            database.insert("units", "{_id: {$numberLong: '3'}, v: 1}");

            run.restore();

            assertThat(database.digest()).isEqualTo(before);
        }

        @Test
        void puts_back_documents_with_dots_and_dollars_in_names() {
            database.collection("units")
                    .insertOne(BsonDocument.parse("{_id: 1, 'a.b': 1, '$c': {'$d': 1}, '': 2, v: 1}"));
            String before = database.digest();
            run.backUp();
            database.collection("units").deleteOne(id(1));
            database.collection("units").insertOne(BsonDocument.parse("{_id: 1, 'a.b': 2, '$c': 1, v: 1}"));

            run.restore();

            assertThat(database.digest()).isEqualTo(before);
        }

        @Test
        void puts_back_documents_of_up_to_16_megabytes() {
            database.withOption("write-window", "30s").withOption("write-limit", "30s");
            List<RawBsonDocument> documents = new ArrayList<>(List.of(LargeDocuments.document(1, 200_000)));
            documents.add(BsonBytesTest.document(2, "x".repeat((16 << 20) - 100)));
            documents.add(BsonBytesTest.document(3, "y".repeat(8 << 20)));
            documents.forEach(document -> database.collection("units").insertOne(document));
            String before = database.digest();
            try (BackupRun large = new BackupRun(database.connect(), directory, OPERATION)) {
                assertThat(large.backUp().units()).isEqualTo(3);
                database.collection("units").updateOne(id(1), set("{values: 1}"));
                database.collection("units").updateOne(id(2), set("{text: 'short'}"));
                database.collection("units").updateOne(id(3), set("{text: '%s'}".formatted("z".repeat(8 << 20))));

                assertThat(large.restore().replaced()).isEqualTo(3);
                assertThat(database.digest()).isEqualTo(before);
            }
        }

        @Test
        void creates_a_dropped_collection_and_its_indexes_again() {
            database.collection("units").createIndex(Indexes.descending("v"), new IndexOptions().name("by-v"));
            seed(12);
            String before = database.digest();
            run.backUp();
            database.collection("units").drop();

            RestoreResult dryRun = run.restoreDryRun();
            assertThat(dryRun.recreated()).isEqualTo(12);
            assertThat(database.digest()).isNotEqualTo(before);

            RestoreResult result = run.restore();

            assertThat(database.digest()).isEqualTo(before);
            assertThat(result.notes())
                    .anyMatch(note -> note.contains("index by-v of collection \"units\" is created again"));
            assertThat(database.collection("units").listIndexes().into(new ArrayList<>()))
                    .extracting(index -> index.getString("name"))
                    .contains("by-v");
        }

        @Test
        void reports_an_index_that_the_backup_does_not_have() {
            seed(1);
            run.backUp();
            database.collection("units").createIndex(Indexes.ascending("v"), new IndexOptions().name("new"));

            assertThat(run.restore().notes())
                    .contains("index new of collection \"units\" is not in the backup and stays");
        }

        @Test
        void that_crashed_between_writes_is_completed_by_the_next_one() {
            seed(23);
            String before = database.digest();
            run.backUp();
            run.apply();
            for (int crash = 0; crash < 3; crash++) {
                CrashedDispatch.at("mongo.restore.before-write", () -> run.restore());
            }

            run.restore();

            assertThat(database.digest()).isEqualTo(before);
        }

        @Test
        void compares_a_document_again_that_an_application_changes_before_the_write() {
            seed(5);
            String before = database.digest();
            run.backUp();
            run.apply();
            try (FailpointHold hold = FailpointHold.at("mongo.restore.before-write", 1)) {
                CompletableFuture<RestoreResult> restore = CompletableFuture.supplyAsync(run::restore);
                hold.awaitReached();
                database.collection("units").updateOne(id(1), set("{v: 8}"));
                database.collection("units").deleteOne(id(2));
                hold.release();
                restore.join();
            }
            assertThat(database.digest()).isEqualTo(before);
        }

        @Test
        void stops_if_the_target_accepts_a_later_dispatch() {
            seed(23);
            run.backUp();
            run.apply();
            String migrated = database.digest();
            try (FailpointHold hold = FailpointHold.at("mongo.restore.before-write", 1)) {
                CompletableFuture<Report> restore =
                        CompletableFuture.supplyAsync(() -> run.run(run.migration.restore(run.next(), null)));
                hold.awaitReached();
                database.collection("lockstep_journal")
                        .updateOne(
                                new BsonDocument("_id", new BsonString("fence")),
                                new BsonDocument("$set", new BsonDocument("dispatch", new BsonInt64(1000))));
                hold.release();
                assertThat(restore.join()).isInstanceOf(Report.Accepted.class);
            }
            assertThat(database.digest()).isEqualTo(migrated);
        }

        @Test
        void of_more_documents_than_ids_in_memory_deletes_exactly_the_others() {
            seed(40);
            String before = database.digest();
            MongoTargetDatabase connection =
                    MongoTargetDatabase.of(database.settings(), new TlsContexts(new DefaultSslBundleRegistry()));
            try (BackupRun few = new BackupRun(
                    new FewIds(database.connect(), new MongoBackups(connection, 10)), directory, OPERATION)) {
                few.backUp();
                few.apply();
                for (int id = 100; id < 120; id++) {
                    database.insert("units", "{_id: %d}".formatted(id));
                }

                assertThat(few.restore().removed()).isEqualTo(20);
                assertThat(database.digest()).isEqualTo(before);
            } finally {
                connection.close();
            }
        }
    }

    /** A target whose restores hold few ids in memory. */
    private record FewIds(ConnectedTarget target, TargetBackups backups) implements DelegatingTarget {}
}
