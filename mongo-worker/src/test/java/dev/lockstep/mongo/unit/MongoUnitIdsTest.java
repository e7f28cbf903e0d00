package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Units are distinguished by their ids in the same way as the server distinguishes them. */
class MongoUnitIdsTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final ContractMigration migration =
            ContractMigration.of(MongoOperations.update("c", "{}", "{'$inc': {'n': 1}}"));

    @AfterEach
    void close() {
        database.close();
    }

    @Nested
    class Ids_that_differ_in_the_order_of_fields {
        @BeforeEach
        void seed() {
            database.insert("c", "{_id: {a: 1, b: 2}, n: 1}", "{_id: {b: 2, a: 1}, n: 10}", "{_id: {a: 1}, n: 100}");
        }

        @Test
        void identify_two_documents() {
            List<String> before = database.bytesOf("c");
            assertThat(worker.succeeds(migration.apply(1)).changed()).isEqualTo(3);
            assertThat(worker.compensates(migration.compensateApplied(2)).restored())
                    .isEqualTo(3);
            assertThat(database.bytesOf("c")).isEqualTo(before);
        }

        @Test
        void identify_two_units_of_which_one_is_in_conflict() {
            worker.succeeds(migration.apply(1));
            database.collection("c")
                    .updateOne(BsonDocument.parse("{_id: {b: 2, a: 1}}"), BsonDocument.parse("{$set: {n: 5}}"));
            CompensationResult undone = worker.compensates(migration.compensateApplied(2));
            assertThat(undone.restored()).isEqualTo(2);
            assertThat(undone.conflictSamples())
                    .containsExactly(new Conflict("c/{\"b\": 2, \"a\": 1}", "{\"n\": 11}", "{\"n\": 5}"));
        }
    }
}
