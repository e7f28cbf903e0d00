package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mongo.MongoTestDatabase;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The guard, asked of the server itself: each value against each other one. */
class ExactGuardTest {
    private static final BsonDateTime FOR_LONG = new BsonDateTime(Long.MAX_VALUE / 4);
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
        database.collection("c").deleteMany(new BsonDocument());
        database.collection("c").insertOne(stored);
        return database.collection("c").countDocuments(guard) == 1;
    }

    @Nested
    class Of_fields {
        @Test
        void lets_through_exactly_what_was_read() {
            for (String read : DOCUMENTS) {
                BsonDocument guard = ExactGuard.fields(ID, BsonDocument.parse(read), List.of("f"), FOR_LONG);
                for (String stored : DOCUMENTS) {
                    assertThat(matches(document(stored), guard))
                            .as("read %s, stored %s", read, stored)
                            .isEqualTo(stored.equals(read));
                }
            }
        }

        @Test
        void leaves_other_fields_free() {
            BsonDocument guard = ExactGuard.fields(ID, BsonDocument.parse("{f: 5}"), List.of("f"), FOR_LONG);
            assertThat(matches(document("{x: 1, f: 5, y: [1]}"), guard)).isTrue();
        }

        @Test
        void lets_nothing_through_once_its_moment_is_past() {
            BsonDateTime past = new BsonDateTime(0);
            BsonDocument guard = ExactGuard.fields(ID, BsonDocument.parse("{f: 5}"), List.of("f"), past);
            assertThat(matches(document("{f: 5}"), guard)).isFalse();
        }
    }

    @Nested
    class Of_a_document {
        @Test
        void lets_through_exactly_what_was_read() {
            for (String read : DOCUMENTS) {
                BsonDocument guard = ExactGuard.document(document(read), FOR_LONG);
                for (String stored : DOCUMENTS) {
                    assertThat(matches(document(stored), guard))
                            .as("read %s, stored %s", read, stored)
                            .isEqualTo(stored.equals(read));
                }
            }
        }

        @Test
        void notices_a_field_more_and_another_order() {
            BsonDocument guard = ExactGuard.document(document("{a: 1, b: 2}"), FOR_LONG);
            assertThat(matches(document("{a: 1, b: 2}"), guard)).isTrue();
            assertThat(matches(document("{b: 2, a: 1}"), guard)).isFalse();
            assertThat(matches(document("{a: 1, b: 2, c: 3}"), guard)).isFalse();
        }
    }
}
