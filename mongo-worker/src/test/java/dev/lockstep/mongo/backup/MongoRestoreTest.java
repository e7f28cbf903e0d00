package dev.lockstep.mongo.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.mongo.MongoOperations;
import dev.lockstep.mongo.MongoTestDatabase;
import dev.lockstep.worker.backup.BackupRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A backup of random documents, the migration, and the restore; one run per seed. */
class MongoRestoreTest {
    private static final int SEEDS = 4;
    private static final int DOCUMENTS = 23;
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
            "{$numberDouble: '-0.0'}",
            "{$numberDouble: 'NaN'}",
            "{$numberDecimal: '1.10'}",
            "{$numberDecimal: '1E+6111'}",
            "null",
            "'שלום 😀'",
            "true",
            "{$timestamp: {t: 5, i: 1}}",
            "{$oid: '5f5e10000000000000000001'}",
            "{$binary: {base64: 'AAAAAAAAAAAAAAAAAAAAAA==', subType: '04'}}",
            "{$minKey: 1}",
            "{$maxKey: 1}",
            "[]",
            "[[1, [2.0, {a: []}]], {}, null]",
            "[{x: 1}, {y: 2}]",
            "{}",
            "{x: 1}",
            "{x: [1], y: null}",
            "{y: 2, x: 1.0}",
            "{'x.y': 1, '$x': 1, '': 1}");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    static Stream<MongoOperation> operations() {
        return Stream.of(
                MongoOperations.update("units", "{}", "{'$set': {'a': 1}}"),
                MongoOperations.update("units", "{'a': {'$exists': true}}", "{'$unset': {'a': ''}}"),
                MongoOperations.update("units", "{}", "{'$set': {'a': 1, 'b': [1, 2], 'd': 1, 'e': 2}}"),
                MongoOperations.update("units", "{'b': 1}", "{'$set': {'b': {'$numberDouble': '1.0'}}}"),
                MongoOperations.update("units", "{'n': {'$type': 'number'}}", "{'$inc': {'n': 1}}"),
                MongoOperations.update("units", "{}", "{'$inc': {'a': 1}}"),
                MongoOperations.renameField("units", "a", "renamed"),
                MongoOperations.renameField("units", "a", "b", ExistingFields.SKIP),
                MongoOperations.renameField("units", "a", "b", ExistingFields.REPLACE));
    }

    @Nested
    class A_restore {
        @ParameterizedTest
        @MethodSource("dev.lockstep.mongo.backup.MongoRestoreTest#operations")
        void puts_every_document_back_whatever_the_migration_did(MongoOperation operation) {
            for (int seed = 0; seed < SEEDS; seed++) {
                try (MongoTestDatabase database = new MongoTestDatabase()) {
                    Random random = new Random(seed);
                    IntStream.range(0, DOCUMENTS).forEach(number -> database.collection("units")
                            .insertOne(BsonDocument.parse(document(number, random))));
                    assertRestores(database, operation, "seed %d of %s".formatted(seed, operation));
                }
            }
        }

        private void assertRestores(MongoTestDatabase database, MongoOperation operation, String description) {
            try (BackupRun run = new BackupRun(database.connect(), directory, operation)) {
                String before = database.digest();
                assertThat(run.backUp().units()).isEqualTo(DOCUMENTS);
                run.apply();
                String migrated = database.digest();
                List<String> journal = journalOf(database);
                List<String> rows = database.bytesOf("lockstep_journal_units");

                RestoreResult expected = run.restoreDryRun();
                assertThat(database.digest()).as(description).isEqualTo(migrated);

                RestoreResult result = run.restore();
                assertThat(database.digest()).as(description).isEqualTo(before);
                assertThat(journalOf(database)).as(description).isEqualTo(journal);
                assertThat(database.bytesOf("lockstep_journal_units"))
                        .as(description)
                        .isEqualTo(rows);
                assertThat(result.laterWrites()).as(description).isZero();
                assertThat(result.replaced()).as(description).isEqualTo(expected.replaced());
                assertThat(result.equal() + result.replaced()).as(description).isEqualTo(DOCUMENTS);
                assertThat(run.restore().equal()).as(description).isEqualTo(DOCUMENTS);
            }
        }
    }

    /** The journal without the record of the last restore. */
    private static List<String> journalOf(MongoTestDatabase database) {
        return database.bytesOf("lockstep_journal").stream()
                .filter(document -> !document.contains("\"_id\": \"last-restore\""))
                .toList();
    }

    private static String document(int number, Random random) {
        StringBuilder document =
                new StringBuilder("{_id: " + IDS.get(number % IDS.size()).formatted(number));
        for (String name : List.of("n", "a", "b", "c")) {
            if (random.nextInt(4) > 0) {
                document.append(", %s: %s".formatted(name, VALUES.get(random.nextInt(VALUES.size()))));
            }
        }
        return document.append('}').toString();
    }
}
