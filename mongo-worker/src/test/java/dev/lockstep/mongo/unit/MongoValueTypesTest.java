package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each value is a field, is inside a document and an array, and is the only field of another document. All are restored. */
class MongoValueTypesTest {
    private static final List<String> VALUES = List.of(
            "{$numberInt: '-1'}",
            "{$numberLong: '9223372036854775807'}",
            "{$numberDouble: '1.0'}",
            "{$numberDouble: '-0.0'}",
            "{$numberDouble: 'NaN'}",
            "{$numberDouble: '-Infinity'}",
            "{$numberDecimal: '1.10'}",
            "{$numberDecimal: '-0'}",
            "{$numberDecimal: 'NaN'}",
            "{$numberDecimal: '1E+6111'}",
            "null",
            "{}",
            "[]",
            "[[]]",
            "[[1, [2.0, {a: []}]], {}, null]",
            "''",
            "'שלום 😀'",
            "false",
            "{$date: {$numberLong: '-1'}}",
            "{$timestamp: {t: 0, i: 0}}",
            "{$timestamp: {t: 5, i: 1}}",
            "{$oid: '5f5e10000000000000000001'}",
            "{$binary: {base64: 'AAAAAAAAAAAAAAAAAAAAAA==', subType: '04'}}",
            "{$binary: {base64: 'AAAAAAAAAAAAAAAAAAAAAA==', subType: '03'}}",
            "{$minKey: 1}",
            "{$maxKey: 1}",
            "{b: 1, a: {z: null, c: 1.0}}",
            "{'😀': 1, 'ﬁ': {'10': 1, '9': 2}}",
            "{'x.y': 1, '$x': 1, '': 1}");

    private final MongoTestDatabase database = new MongoTestDatabase();
    private final MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$unset': {'v': '', 'in.v': ''}, '$push': {'all': 1}}",
                "{'$set': {'v': 1, 'in.v': {'$numberLong': '1'}, 'new': []}}",
                "{'$rename': {'v': 'in.w', 'in.v': 'w'}}",
                "{'$set': {'in': {'w': 1}}, '$pop': {'all': 1}}",
            })
    void every_value_is_restored_after_an_update(String update) {
        assertThat(applyAndAssertRestored(MongoOperations.update("documents", "{}", update)))
                .isGreaterThan(VALUES.size());
    }

    @ParameterizedTest
    @CsvSource({"v, in.x", "in.v, x", "in.v, in.x.y"})
    void every_value_is_restored_after_a_rename(String from, String to) {
        assertThat(applyAndAssertRestored(MongoOperations.renameField("documents", from, to)))
                .isGreaterThanOrEqualTo(VALUES.size());
    }

    private long applyAndAssertRestored(MongoOperation operation) {
        for (int index = 0; index < VALUES.size(); index++) {
            String value = VALUES.get(index);
            database.insert(
                    "documents",
                    "{_id: %d, a: 1, v: %s, in: {v: %s, w: 2}, all: [%s], z: 1}".formatted(index, value, value, value),
                    "{_id: 'only field %d', v: %s}".formatted(index, value));
        }
        List<String> bytesBefore = database.bytesOf("documents");
        ContractMigration migration = ContractMigration.of(operation);
        long changed = worker.runExpectingSuccess(migration.apply(1)).changed();
        assertThat(worker.runExpectingCompensation(migration.compensateApplied(2))
                        .conflicts())
                .isZero();
        assertThat(database.bytesOf("documents")).isEqualTo(bytesBefore);
        return changed;
    }
}
