package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.store.MongoStore;
import java.util.Optional;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server's list says is made up here: a stand-in knows no such collections. */
class MongoCollectionObjectionsTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoStore store = MongoStore.of(database.settings());

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    private Optional<StepFailure> objectionTo(String listed) {
        ParsedUpdate update = (ParsedUpdate)
                ParsedUpdate.of(MongoOperations.update("c", "{'n': 1}", "{'$set': {'schemaVersion': 1}}"));
        return new MongoCollectionObjections(store, update).to(BsonDocument.parse(listed));
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
    void are_made_to_other_types(String listed, String reason) {
        assertThat(objectionTo(listed))
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("mongo.update.collection-type"));
        assertThat(objectionTo(listed))
                .hasValueSatisfying(failure -> assertThat(failure.message()).contains(reason));
    }

    @Nested
    class A_validator {
        private static final String LISTED =
                "{name: 'c', type: 'collection', options: {validator: {schemaVersion: {$exists: true}}%s}}";

        @Test
        void that_would_not_take_a_document_back_is_objected_to() {
            database.insert("c", "{_id: 1, n: 1, schemaVersion: 0}", "{_id: 'old', n: 1}");
            assertThat(objectionTo(LISTED.formatted(""))).hasValueSatisfying(failure -> assertThat(failure.message())
                    .contains("document \"old\" does not pass the validator of c"));
        }

        @Test
        void that_every_document_of_the_step_passes_is_none_of_our_business() {
            database.insert("c", "{_id: 1, n: 1, schemaVersion: 0}", "{_id: 'other', n: 2}");
            assertThat(objectionTo(LISTED.formatted(""))).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {", validationAction: 'warn'", ", validationLevel: 'off'"})
        void that_refuses_nothing_is_none_either(String option) {
            database.insert("c", "{_id: 'old', n: 1}");
            assertThat(objectionTo(LISTED.formatted(option))).isEmpty();
        }
    }
}
