package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mongo.MongoTestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoMatchesTest {
    private final MongoTestDatabase database = new MongoTestDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    @Nested
    class Ids_of_many_types {
        private static final List<String> IDS = List.of(
                "{$minKey: 1}",
                "null",
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
        void are_all_met_once_however_short_the_segments(int segment) {
            List<BsonDocument> documents = IDS.stream()
                    .map(id -> BsonDocument.parse("{_id: " + id + ", in: true}"))
                    .toList();
            database.collection("c").insertMany(documents);
            database.insert("c", "{_id: 'out', in: false}");
            List<BsonValue> met = new ArrayList<>();
            try (MongoMatches matches =
                    new MongoMatches(database.collection("c"), BsonDocument.parse("{in: true}"), 2, segment)) {
                for (List<BsonDocument> batch = matches.next(); !batch.isEmpty(); batch = matches.next()) {
                    assertThat(batch).hasSizeLessThanOrEqualTo(2);
                    batch.forEach(document -> met.add(document.get("_id")));
                }
            }
            assertThat(met)
                    .containsExactlyInAnyOrderElementsOf(documents.stream()
                            .map(document -> document.get("_id"))
                            .toList());
        }
    }
}
