package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Updates;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.LargeDocuments;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import java.util.Collections;
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
        assertRefused(ContractMigration.of(SET).apply(1), message);
    }

    private void assertRefused(Command command, String message) {
        StepFailure failure = worker.runExpectingFailure(command);
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
        insert(1, new BsonArray(Collections.nCopies(1_100_000, new BsonInt32(1))));
        assertRefused("in so many values that it needs ");
    }

    @Test
    void with_too_many_small_values_after_the_change_is_refused() {
        insert(1, LargeDocuments.values(100_000));
        String note = "{'$set': {'note': %s}}".formatted(Collections.nCopies(90_000, "{}"));
        ContractMigration migration = ContractMigration.of(MongoOperations.update("documents", "{}", note));
        assertRefused(migration.preflight(1), "after the change, in so many values that it would need ");
        assertRefused(migration.apply(2), "after the change, in so many values that it would need ");
    }

    @Test
    void that_an_application_has_enlarged_after_the_step_is_restored_when_it_is_small_again() {
        insert(1, new BsonInt32(1));
        ContractMigration migration =
                ContractMigration.of(MongoOperations.update("documents", "{}", "{'$set': {'value': 2}}"));
        worker.runExpectingSuccess(migration.apply(1));
        setApp(LargeDocuments.values(180_000));
        assertRefused(
                migration.compensateApplied(2), "make the document smaller or delete it, then retry; or skip the step");
        setApp(new BsonArray());
        assertThat(worker.runExpectingCompensation(migration.compensateApplied(3))
                        .restored())
                .isEqualTo(1);
    }

    private void setApp(BsonValue value) {
        database.collection("documents").updateOne(new BsonDocument(), Updates.set("app", value));
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
