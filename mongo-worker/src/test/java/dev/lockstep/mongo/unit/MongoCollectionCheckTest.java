package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.target.TlsContexts;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

/** The descriptions of collections are literals, because mongo-java-server does not support these types. */
class MongoCollectionCheckTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoTargetDatabase target =
            MongoTargetDatabase.of(database.settings(), new TlsContexts(new DefaultSslBundleRegistry()));

    @AfterEach
    void close() {
        target.close();
        database.close();
    }

    /** A planner with a filter, which plans nothing. */
    private record FilterPlanner() implements DocumentPlanner {
        @Override
        public String collection() {
            return "documents";
        }

        @Override
        public BsonDocument filter() {
            return BsonDocument.parse("{n: 1}");
        }

        @Override
        public BatchPlan plan(List<BsonDocument> batch) {
            throw new UnsupportedOperationException("the check must not plan");
        }
    }

    private void check(String description) {
        new MongoCollectionCheck(target, new FilterPlanner()).check(BsonDocument.parse(description));
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
                "{name: 'documents', type: 'view', options: {viewOn: 'others'}} | collection \"documents\" is a view",
                "{name: 'documents', type: 'timeseries', options: {}} | collection \"documents\" is a timeseries",
                "{name: 'documents', type: 'collection', options: {capped: true, size: 4096}} | collection \"documents\" is capped",
            })
    void views_time_series_and_capped_collections_are_refused(String description, String message) {
        assertRefused(description, "collection-type", message);
    }

    @Nested
    class A_validator {
        private static final String DESCRIPTION =
                "{name: 'documents', type: 'collection', options: {validator: {schemaVersion: {$exists: true}}%s}}";

        @Test
        void that_a_matching_document_does_not_pass_is_refused() {
            database.insert("documents", "{_id: 1, n: 1, schemaVersion: 0}", "{_id: 'old', n: 1}");
            assertRefused(
                    DESCRIPTION.formatted(""),
                    "collection-validator",
                    "document \"old\" does not pass the validator of collection \"documents\"");
        }

        @Test
        void that_every_matching_document_passes_is_accepted() {
            database.insert("documents", "{_id: 1, n: 1, schemaVersion: 0}", "{_id: 'other', n: 2}");
            assertThatCode(() -> check(DESCRIPTION.formatted(""))).doesNotThrowAnyException();
        }

        @ParameterizedTest
        @ValueSource(strings = {", validationAction: 'warn'", ", validationLevel: 'off'"})
        void that_refuses_no_write_is_accepted(String option) {
            database.insert("documents", "{_id: 'old', n: 1}");
            assertThatCode(() -> check(DESCRIPTION.formatted(option))).doesNotThrowAnyException();
        }
    }
}
