package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mongo.MongoTestDatabase;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Lets the server evaluate guards for every pair of an expected and a stored value. */
class ExactGuardTest {
    private static final BsonDateTime FAR_FUTURE = new BsonDateTime(Long.MAX_VALUE / 4);
    private static final BsonInt32 ID = new BsonInt32(1);
    private static final List<String> DOCUMENTS = List.of(
            "{}",
            "{f: null}",
            "{f: 5}",
            "{f: NumberLong(5)}",
            "{f: 5.0}",
            "{f: '5'}",
            "{f: 6}",
            "{f: [5]}",
            "{f: [5, 6]}",
            "{f: [6, 5]}",
            "{f: [5.0, 6]}",
            "{f: [[5, 6]]}",
            "{f: [null]}",
            "{f: []}",
            "{f: {}}",
            "{f: {a: 5, b: 6}}",
            "{f: {b: 6, a: 5}}",
            "{f: {a: 5.0, b: 6}}",
            "{f: {a: {c: NumberLong(5)}, b: 6}}",
            "{f: {a: {c: 5}, b: 6}}",
            "{f: {a: null}}",
            "{f: [{a: 5, b: [1, 2]}]}",
            "{f: [{a: 5, b: [1, 2.0]}]}",
            "{f: true}",
            "{f: ''}",
            "{f: ISODate('2026-01-01T00:00:00.000Z')}",
            "{f: ISODate('2026-01-01T00:00:00.001Z')}",
            "{f: BinData(0, 'AQID')}");

    private final MongoTestDatabase database = new MongoTestDatabase();

    @AfterEach
    void close() {
        database.close();
    }

    private static BsonDocument document(String fields) {
        BsonDocument document = new BsonDocument("_id", ID);
        document.putAll(BsonDocument.parse(fields));
        return document;
    }

    private boolean matches(BsonDocument stored, BsonDocument guard) {
        database.collection("documents").deleteMany(new BsonDocument());
        database.collection("documents").insertOne(stored);
        return database.collection("documents").countDocuments(guard) == 1;
    }

    @Nested
    class A_guard_for_fields {
        @Test
        void matches_only_identical_values() {
            for (String expected : DOCUMENTS) {
                BsonDocument guard = ExactGuard.forFields(ID, BsonDocument.parse(expected), List.of("f"), FAR_FUTURE);
                for (String stored : DOCUMENTS) {
                    assertThat(matches(document(stored), guard))
                            .as("expected %s, stored %s", expected, stored)
                            .isEqualTo(stored.equals(expected));
                }
            }
        }

        @Test
        void ignores_other_fields() {
            BsonDocument guard = ExactGuard.forFields(ID, BsonDocument.parse("{f: 5}"), List.of("f"), FAR_FUTURE);
            assertThat(matches(document("{x: 1, f: 5, y: [1]}"), guard)).isTrue();
        }

        @Test
        void matches_nothing_after_the_end_of_the_write_window() {
            BsonDateTime past = new BsonDateTime(0);
            BsonDocument guard = ExactGuard.forFields(ID, BsonDocument.parse("{f: 5}"), List.of("f"), past);
            assertThat(matches(document("{f: 5}"), guard)).isFalse();
        }
    }

    @Nested
    class A_guard_for_a_document {
        @Test
        void matches_only_identical_values() {
            for (String expected : DOCUMENTS) {
                BsonDocument guard = ExactGuard.forDocument(document(expected), FAR_FUTURE);
                for (String stored : DOCUMENTS) {
                    assertThat(matches(document(stored), guard))
                            .as("expected %s, stored %s", expected, stored)
                            .isEqualTo(stored.equals(expected));
                }
            }
        }

        @Test
        void does_not_match_an_additional_field_or_another_field_order() {
            BsonDocument guard = ExactGuard.forDocument(document("{a: 1, b: 2}"), FAR_FUTURE);
            assertThat(matches(document("{a: 1, b: 2}"), guard)).isTrue();
            assertThat(matches(document("{b: 2, a: 1}"), guard)).isFalse();
            assertThat(matches(document("{a: 1, b: 2, c: 3}"), guard)).isFalse();
        }
    }
}
