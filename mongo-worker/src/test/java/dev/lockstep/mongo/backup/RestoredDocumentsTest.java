package dev.lockstep.mongo.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.mongo.LargeDocuments;
import dev.lockstep.worker.FailpointHold;
import dev.lockstep.worker.backup.BackupRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RestoredDocumentsTest extends MongoBackupFixture {
    @Nested
    class A_restore {
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
        void deletes_no_document_if_the_backup_is_damaged_while_it_is_read() throws IOException {
            database.collection("units").createIndex(Indexes.ascending("name"), new IndexOptions().unique(true));
            seed(12);
            run.backUp();
            database.collection("units").updateOne(id(1), set("{name: 'free'}"));
            database.collection("units").updateOne(id(7), set("{name: 'n1'}"));
            database.collection("units").updateOne(id(1), set("{name: 'n7'}"));
            String changed = database.digest();
            try (FailpointHold hold = FailpointHold.at("restore.after-verify", 1)) {
                CompletableFuture<Report> restore = CompletableFuture.supplyAsync(() -> run.run(run.restoreCommand()));
                hold.awaitReached();
                damageLastByteOfDocuments();
                hold.release();
                assertThat(BackupRun.failureOf(restore.join()).code()).isEqualTo("backup-damaged");
            }
            assertThat(database.digest()).isEqualTo(changed);
        }

        private void damageLastByteOfDocuments() throws IOException {
            try (Stream<Path> files = Files.walk(directory)) {
                Path documents = files.filter(
                                file -> file.getFileName().toString().equals("c0001.bson.gz"))
                        .findFirst()
                        .orElseThrow();
                byte[] content = Files.readAllBytes(documents);
                content[content.length - 1]++;
                Files.write(documents, content);
            }
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
    }
}
