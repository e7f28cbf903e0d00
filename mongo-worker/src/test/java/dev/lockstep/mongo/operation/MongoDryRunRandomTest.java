package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.DryRunUnderTest;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.mongo.MongoWorkerUnderTest;
import dev.lockstep.worker.ContractMigration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dry run of an operation on random documents, and the apply after it; one run per seed. */
class MongoDryRunRandomTest {
    private static final int SEEDS = 5;
    private static final int DOCUMENTS = 17;
    private static final List<String> IDS = List.of(
            "%d",
            "{$numberLong: '90000000000%d'}",
            "{$numberDouble: '%d.5'}",
            "'id-%d'",
            "{a: %d, b: 1.0}",
            "{$date: {$numberLong: '16000000000%d'}}");
    private static final List<String> VALUES = List.of(
            "1",
            "{$numberLong: '1'}",
            "{$numberDouble: '1.0'}",
            "{$numberDecimal: '1.10'}",
            "null",
            "'text'",
            "true",
            "[]",
            "[1, 2]",
            "[{x: 1}, {y: 2}]",
            "{}",
            "{x: 1}",
            "{x: {y: 1}}",
            "{x: [1], y: null}",
            "{y: 2, x: 1.0}");

    static Stream<MongoOperation> operations() {
        return Stream.of(
                MongoOperations.update("units", "{}", "{'$set': {'a': 1}}"),
                MongoOperations.update("units", "{'a': {'$exists': true}}", "{'$unset': {'a': ''}}"),
                MongoOperations.update("units", "{}", "{'$set': {'a.x': 1, 'b': [1, 2]}}"),
                MongoOperations.update("units", "{'b': 1}", "{'$set': {'b': {'$numberDouble': '1.0'}}}"),
                MongoOperations.update("units", "{'a': {'$type': 'number'}}", "{'$inc': {'a': 1}}"),
                MongoOperations.update("units", "{}", "{'$inc': {'a': 1}}"),
                MongoOperations.update("units", "{}", "{'$max': {'n': 7}, '$set': {'seen': true}}"),
                MongoOperations.update("units", "{'a': {'$type': 'array'}}", "{'$push': {'a': 3}}"),
                MongoOperations.update("units", "{'n': {'$lt': 9}}", "{'$min': {'n': 5}}"),
                MongoOperations.renameField("units", "a", "renamed"),
                MongoOperations.renameField("units", "a", "b"),
                MongoOperations.renameField("units", "a", "b", ExistingFields.SKIP),
                MongoOperations.renameField("units", "a", "b", ExistingFields.REPLACE),
                MongoOperations.renameField("units", "a.x", "b.z", ExistingFields.REPLACE),
                MongoOperations.withFilter(
                        MongoOperations.renameField("units", "a.x", "c.z", ExistingFields.SKIP),
                        "{'a': {'$not': {'$type': 'array'}}}"));
    }

    @Nested
    class A_dry_run {
        @ParameterizedTest
        @MethodSource("dev.lockstep.mongo.operation.MongoDryRunRandomTest#operations")
        void tells_what_the_apply_does_and_changes_nothing(MongoOperation operation) {
            for (int seed = 0; seed < SEEDS; seed++) {
                try (MongoTestDatabase database = new MongoTestDatabase()) {
                    Random random = new Random(seed);
                    IntStream.range(0, DOCUMENTS).forEach(number -> database.insert("units", document(number, random)));
                    assertTellsWhatApplyDoes(database, operation, "seed %d of %s".formatted(seed, operation));
                }
            }
        }
    }

    private static void assertTellsWhatApplyDoes(
            MongoTestDatabase database, MongoOperation operation, String description) {
        MongoWorkerUnderTest worker = new MongoWorkerUnderTest(database);
        ContractMigration migration = ContractMigration.of(operation);
        worker.run(migration.preflight(1));
        String before = everythingIn(database);
        DryRunOutcome outcome = new DryRunUnderTest(worker).run(migration);
        assertThat(everythingIn(database)).as(description).isEqualTo(before);
        Report applied = worker.run(migration.apply(2));
        assertThat(textOf(outcome)).as(description).isEqualTo(textOf(applied, bytesOfRows(database)));
    }

    private static String textOf(DryRunOutcome outcome) {
        return switch (outcome) {
            case DryRunOutcome.Passed(var _, var result) ->
                "%d %s, %d bytes".formatted(result.units(), result.counts(), result.journalBytes());
            case DryRunOutcome.Failed(var _, StepFailure failure) -> textOf(failure);
            case DryRunOutcome.NotTried(var _, String reason) -> reason;
        };
    }

    private static String textOf(Report report, long bytesOfRows) {
        return report instanceof Report.Succeeded succeeded
                ? "%d %s, %d bytes"
                        .formatted(
                                succeeded.result().changed(), succeeded.result().counts(), bytesOfRows)
                : textOf(MongoWorkerUnderTest.assertFailed(report));
    }

    private static String textOf(StepFailure failure) {
        return failure.code() + ": " + failure.message();
    }

    private static String document(int number, Random random) {
        StringBuilder document =
                new StringBuilder("{_id: " + IDS.get(number % IDS.size()).formatted(number));
        for (String name : List.of("n", "a", "b", "c")) {
            if (random.nextInt(4) > 0) {
                document.append(", %s: %s".formatted(name, valueOf(name, random)));
            }
        }
        return document.append('}').toString();
    }

    private static String valueOf(String name, Random random) {
        return name.equals("n") ? Integer.toString(random.nextInt(10)) : VALUES.get(random.nextInt(VALUES.size()));
    }

    /** All collections with their documents, also Lockstep's own. */
    private static String everythingIn(MongoTestDatabase database) {
        return database.database().listCollectionNames().into(new ArrayList<>()).stream()
                .sorted()
                .map(name -> name + database.bytesOf(name))
                .toList()
                .toString();
    }

    private static long bytesOfRows(MongoTestDatabase database) {
        return database
                .database()
                .getCollection("lockstep_journal_units", RawBsonDocument.class)
                .find(new BsonDocument())
                .into(new ArrayList<>())
                .stream()
                .mapToLong(row -> row.getByteBuffer().remaining())
                .sum();
    }
}
