package dev.lockstep.mongo.rehearsal;

import static dev.lockstep.mongo.rehearsal.RehearsalUnderTest.BEFORE_COMPARISON;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MongoContentDigestsTest {
    private final RehearsalUnderTest rehearsal = new RehearsalUnderTest();

    @AfterEach
    void close() {
        rehearsal.close();
    }

    @Nested
    class The_comparison {
        private void expectDifference(Consumer<MongoDatabase> change, String part) {
            rehearsal.seed(3, "new");
            Report report = rehearsal.rehearse(null, BEFORE_COMPARISON, change);
            StepFailure failure = MongoWorkerUnderTest.assertFailed(report);
            assertThat(failure.code()).isEqualTo("rehearsal-failed");
            assertThat(failure.message()).contains("1 parts differ: " + part);
        }

        private static void replaceWith(MongoDatabase copy, String json) {
            BsonDocument document = BsonDocument.parse(json);
            copy.getCollection("units", BsonDocument.class)
                    .replaceOne(new BsonDocument("_id", document.get("_id")), document);
        }

        @Test
        void finds_another_type() {
            expectDifference(
                    copy -> replaceWith(copy, "{_id: 'new-1', kind: 'new', v: {$numberLong: '1'}}"),
                    "documents of collection \"units\" differs");
        }

        @Test
        void finds_another_order_of_fields() {
            expectDifference(
                    copy -> replaceWith(copy, "{_id: 'new-1', v: 1, kind: 'new'}"),
                    "documents of collection \"units\" differs");
        }

        @Test
        void finds_another_index() {
            expectDifference(
                    copy -> copy.getCollection("units").createIndex(Indexes.ascending("v")),
                    "options and indexes of collection \"units\" differs");
        }
    }
}
