package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import java.util.Collections;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoLargeDocumentTest {
    private static final int MEGABYTE = 1024 * 1024;
    private static final MongoUpdate SET =
            MongoOperations.update("documents", "{}", "{'$set': {'note': '%s'}}".formatted("y".repeat(MEGABYTE / 2)));

    private final MongoTestDatabase database =
            new MongoTestDatabase().withOption("write-window", "20s").withOption("write-limit", "30s");
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);

    @AfterEach
    void close() {
        database.close();
    }

    private void insert(int id, BsonValue value) {
        database.collection("documents").insertOne(new BsonDocument("_id", new BsonInt32(id)).append("value", value));
    }

    private void assertRefused(String message) {
        StepFailure failure =
                worker.runExpectingFailure(ContractMigration.of(SET).apply(1));
        assertThat(failure).isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
            assertThat(permanent.code()).isEqualTo("document-too-large");
            assertThat(permanent.message()).contains(message);
        });
        assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{note: {$exists: true}}")))
                .isZero();
    }

    @Test
    void that_would_exceed_the_limit_of_the_server_is_refused() {
        insert(1, new BsonString("x".repeat(16 * MEGABYTE - MEGABYTE / 4)));
        assertRefused("document 1 would have ");
    }

    @Test
    void with_too_many_small_values_is_refused_before_it_is_decoded() {
        List<BsonValue> values = Collections.nCopies(1_100_000, new BsonInt32(1));
        insert(1, new BsonArray(values));
        assertRefused("in so many values that it needs ");
    }

    @Test
    void is_changed_and_restored_if_it_has_almost_the_limit_of_the_server() {
        insert(1, new BsonString("x".repeat(15 * MEGABYTE)));
        insert(2, new BsonString("x".repeat(15 * MEGABYTE)));
        ContractMigration migration = ContractMigration.of(SET);
        assertThat(worker.runExpectingSuccess(migration.apply(1)).changed()).isEqualTo(2);
        assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                        .restored())
                .isEqualTo(2);
        assertThat(database.collection("documents").countDocuments(BsonDocument.parse("{note: {$exists: true}}")))
                .isZero();
    }
}
