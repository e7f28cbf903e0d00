package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import dev.lockstep.mongo.MongoTestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoMatchCursorTest {
    private final MongoTestDatabase database = new MongoTestDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Nested
    class Documents_with_ids_of_many_types {
        private static final List<String> IDS = List.of(
                "{$minKey: 1}",
                "null",
                "{$numberDouble: 'NaN'}",
                "-1",
                "0.5",
                "NumberLong(7)",
                "NumberDecimal('8.5')",
                "''",
                "'a'",
                "{a: 1}",
                "{a: 2}",
                "ObjectId('5f5e10000000000000000001')",
                "ObjectId('5f5e10000000000000000002')",
                "false",
                "true",
                "ISODate('2020-01-01T00:00:00Z')",
                "Timestamp(5, 1)",
                "{$maxKey: 1}");

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 100})
        void are_each_read_once_with_segments_of_any_length(int segment) {
            List<BsonDocument> documents = IDS.stream()
                    .map(id -> BsonDocument.parse("{_id: " + id + ", selected: true}"))
                    .toList();
            database.collection("documents").insertMany(documents);
            database.insert("documents", "{_id: 'not selected', selected: false}");
            List<BsonValue> read = new ArrayList<>();
            try (MongoMatchCursor matches = new MongoMatchCursor(
                    database.collection("documents"), BsonDocument.parse("{selected: true}"), 2, segment)) {
                for (List<BsonDocument> batch = matches.nextBatch(); !batch.isEmpty(); batch = matches.nextBatch()) {
                    assertThat(batch).hasSizeLessThanOrEqualTo(2);
                    batch.forEach(document -> read.add(document.get("_id")));
                }
            }
            assertThat(read)
                    .containsExactlyInAnyOrderElementsOf(documents.stream()
                            .map(document -> document.get("_id"))
                            .toList());
        }
    }

    @Nested
    class Large_documents {
        @Test
        void are_read_in_smaller_batches() {
            String threeMegabytes = "x".repeat(3 * 1024 * 1024);
            for (int id = 0; id < 5; id++) {
                database.insert("documents", "{_id: %d, text: '%s'}".formatted(id, threeMegabytes));
            }
            List<Integer> sizes = new ArrayList<>();
            try (MongoMatchCursor matches =
                    new MongoMatchCursor(database.collection("documents"), new BsonDocument(), 100)) {
                for (List<BsonDocument> batch = matches.nextBatch(); !batch.isEmpty(); batch = matches.nextBatch()) {
                    sizes.add(batch.size());
                }
            }
            assertThat(sizes).containsExactly(2, 2, 1);
        }
    }

    @Nested
    class A_lost_server_cursor {
        private final AtomicLong cursorId = new AtomicLong();
        private final CommandListener listener = new CommandListener() {
            @Override
            public void commandSucceeded(CommandSucceededEvent event) {
                if (event.getCommandName().equals("find")) {
                    cursorId.set(event.getResponse()
                            .getDocument("cursor")
                            .getInt64("id")
                            .getValue());
                }
            }
        };

        @Test
        void is_replaced_by_one_after_the_last_read_document() {
            for (int id = 0; id < 9; id++) {
                database.insert("documents", "{_id: %d}".formatted(id));
            }
            MongoClientSettings settings = MongoClientSettings.builder()
                    .applyConnectionString(
                            new ConnectionString(database.settings().url()))
                    .addCommandListener(listener)
                    .build();
            List<BsonValue> read = new ArrayList<>();
            try (MongoClient client = MongoClients.create(settings);
                    MongoMatchCursor matches = new MongoMatchCursor(
                            client.getDatabase(database.database().getName())
                                    .getCollection("documents", BsonDocument.class),
                            new BsonDocument(),
                            2)) {
                for (List<BsonDocument> batch = matches.nextBatch(); !batch.isEmpty(); batch = matches.nextBatch()) {
                    batch.forEach(document -> read.add(document.get("_id")));
                    database.database()
                            .runCommand(new BsonDocument("killCursors", new BsonString("documents"))
                                    .append("cursors", new BsonArray(List.of(new BsonInt64(cursorId.get())))));
                }
            }
            assertThat(read)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 9).mapToObj(BsonInt32::new).toList());
        }
    }
}
