package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The descriptions of collections are written by hand, because the stand-in for MongoDB does not support these types. */
class MongoCollectionCheckTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoTargetDatabase target = MongoTargetDatabase.of(database.settings());

    @AfterEach
    void close() {
        target.close();
        database.close();
    }

    /** Changes nothing in documents of {@code c} where {@code n} is 1. */
    private record IdlePlanner() implements DocumentPlanner {
        @Override
        public String collection() {
            return "c";
        }

        @Override
        public BsonDocument filter() {
            return BsonDocument.parse("{n: 1}");
        }

        @Override
        public BatchPlan plan(List<BsonDocument> batch) {
            throw new UnsupportedOperationException("a check plans nothing");
        }
    }

    private void check(String description) {
        new MongoCollectionCheck(target, new IdlePlanner()).check(BsonDocument.parse(description));
    }

    private void assertRefused(String description, String code, String message) {
        assertThatThrownBy(() -> check(description)).isInstanceOfSatisfying(OperationFailed.class, refused -> {
            assertThat(refused.failure().code()).isEqualTo(code);
            assertThat(refused.failure().message()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: 'c', type: 'view', options: {viewOn: 'd'}} | c is a view",
                "{name: 'c', type: 'timeseries', options: {}} | c is a timeseries",
                "{name: 'c', type: 'collection', options: {capped: true, size: 4096}} | c is capped",
            })
    void refuses_other_types_of_collections(String description, String message) {
        assertRefused(description, "collection-type", message);
    }

    @Nested
    class A_validator {
        private static final String DESCRIPTION =
                "{name: 'c', type: 'collection', options: {validator: {schemaVersion: {$exists: true}}%s}}";

        @Test
        void is_refused_if_a_matching_document_does_not_pass_it() {
            database.insert("c", "{_id: 1, n: 1, schemaVersion: 0}", "{_id: 'old', n: 1}");
            assertRefused(
                    DESCRIPTION.formatted(""),
                    "collection-validator",
                    "document \"old\" does not pass the validator of c");
        }

        @Test
        void is_accepted_if_every_matching_document_passes_it() {
            database.insert("c", "{_id: 1, n: 1, schemaVersion: 0}", "{_id: 'other', n: 2}");
            assertThatCode(() -> check(DESCRIPTION.formatted(""))).doesNotThrowAnyException();
        }

        @ParameterizedTest
        @ValueSource(strings = {", validationAction: 'warn'", ", validationLevel: 'off'"})
        void is_accepted_if_it_refuses_no_document(String option) {
            database.insert("c", "{_id: 'old', n: 1}");
            assertThatCode(() -> check(DESCRIPTION.formatted(option))).doesNotThrowAnyException();
        }
    }
}
