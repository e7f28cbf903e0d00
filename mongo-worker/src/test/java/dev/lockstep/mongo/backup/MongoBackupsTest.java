package dev.lockstep.mongo.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.Change;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.target.TlsContexts;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.DelegatingTarget;
import dev.lockstep.worker.FailpointHold;
import dev.lockstep.worker.TargetBackups;
import dev.lockstep.worker.backup.BackupRun;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class MongoBackupsTest extends MongoBackupFixture {
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
