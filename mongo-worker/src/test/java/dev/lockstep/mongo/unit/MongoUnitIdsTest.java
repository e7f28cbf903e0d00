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

/** The journal distinguishes units by the ids of their documents in the same way as the server. */
class MongoUnitIdsTest {
    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
    private final ContractMigration migration =
            ContractMigration.of(MongoOperations.update("documents", "{}", "{'$inc': {'n': 1}}"));

    @AfterEach
    void close() {
        database.close();
    }

    @Nested
    class Ids_that_differ_only_in_field_order {
        @BeforeEach
        void seed() {
            database.insert(
                    "documents", "{_id: {a: 1, b: 2}, n: 1}", "{_id: {b: 2, a: 1}, n: 10}", "{_id: {a: 1}, n: 100}");
        }

        @Test
        void belong_to_two_documents() {
            List<String> bytesBefore = database.bytesOf("documents");
            assertThat(worker.runExpectingSuccess(migration.apply(1)).changed()).isEqualTo(3);
            assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                            .restored())
                    .isEqualTo(3);
            assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
        }

        @Test
        void belong_to_two_units_and_only_the_one_in_conflict_is_kept() {
            worker.runExpectingSuccess(migration.apply(1));
            database.collection("documents")
                    .updateOne(BsonDocument.parse("{_id: {b: 2, a: 1}}"), BsonDocument.parse("{$set: {n: 5}}"));
            CompensationResult compensated = worker.runExpectingCompensation(migration.compensateApplied(2));
            assertThat(compensated.restored()).isEqualTo(2);
            assertThat(compensated.conflictSamples())
                    .containsExactly(new Conflict("documents/{\"b\": 2, \"a\": 1}", "{\"n\": 11}", "{\"n\": 5}"));
        }
    }
}
