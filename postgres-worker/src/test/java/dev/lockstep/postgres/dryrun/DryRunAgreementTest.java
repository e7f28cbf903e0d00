package dev.lockstep.postgres.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.postgres.fixture.DryRunScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dry run changes nothing, and predicts exactly what the run then reports. */
class DryRunAgreementTest {
    private static final String[] SCHEMA = {
        "CREATE TABLE people (id serial PRIMARY KEY, name text NOT NULL, age integer, email text)",
        "INSERT INTO people (name, age, email) SELECT 'n' || g, g % 90, g || '@x.example' FROM generate_series(1, 50) g",
        "CREATE TABLE orders (id bigint PRIMARY KEY, person integer, total numeric)",
        "INSERT INTO orders SELECT g, g, g * 1.5 FROM generate_series(1, 30) g",
        "CREATE INDEX people_by_name ON people (name)",
        "COMMENT ON INDEX people_by_name IS 'for the search'",
        "CREATE VIEW adults AS SELECT id, name FROM people WHERE age >= 18",
        "CREATE VIEW adult_names AS SELECT name FROM adults",
        "CREATE TYPE mood AS ENUM ('sad', 'ok')"
    };

    private final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    private static List<String> of(String... scripts) {
        return List.of(scripts);
    }

    /** Pairs of up and down; an empty down is none. */
    static Stream<List<String>> plans() {
        return Stream.of(
                of("ALTER TABLE people ADD COLUMN level integer", "ALTER TABLE people DROP COLUMN level"),
                of("ALTER TABLE people ADD COLUMN level integer DEFAULT 5 NOT NULL", ""),
                of(
                        "ALTER TABLE people ADD COLUMN level integer; UPDATE people SET level = age;"
                                + "UPDATE people SET level = 0 WHERE level IS NULL;"
                                + "ALTER TABLE people ALTER COLUMN level SET NOT NULL; CREATE INDEX by_level ON people (level)",
                        "DROP INDEX by_level; ALTER TABLE people DROP COLUMN level"),
                of("ALTER TABLE orders ALTER COLUMN total TYPE double precision", ""),
                of("ALTER TABLE orders ADD FOREIGN KEY (person) REFERENCES people", ""),
                of("ALTER TYPE mood ADD VALUE 'happy'", ""),
                of(
                        "CREATE TABLE events (at date, n integer) PARTITION BY RANGE (at);"
                                + "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');"
                                + "INSERT INTO events SELECT '2026-02-03', g FROM generate_series(1, 7) g",
                        "DROP TABLE events"),
                of(
                        "CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN UPDATE people SET age = 0 WHERE id = 1; RETURN NEW; END $$;"
                                + "CREATE TRIGGER on_order AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION count_change();"
                                + "UPDATE orders SET total = 0 WHERE id <= 5",
                        "DROP TRIGGER on_order ON orders; DROP FUNCTION count_change()"),
                of(
                        "DROP VIEW adult_names; DROP VIEW adults;"
                                + "CREATE VIEW adults AS SELECT id, name, age FROM people WHERE age >= 21;"
                                + "CREATE VIEW adult_names AS SELECT name FROM adults",
                        "DROP VIEW adult_names; DROP VIEW adults;"
                                + "CREATE VIEW adults AS SELECT id, name FROM people WHERE age >= 18;"
                                + "CREATE VIEW adult_names AS SELECT name FROM adults"),
                of(
                        "INSERT INTO orders SELECT id + 100, id, 0 FROM people WHERE age > 10; DELETE FROM orders WHERE id < 4",
                        ""),
                of("COPY orders FROM STDIN;\n201\t1\t2.5\n202\t2\t3\n\\.\n", "DELETE FROM orders WHERE id > 200"),
                of(
                        "ALTER TABLE people RENAME COLUMN name TO full_name",
                        "ALTER TABLE people RENAME COLUMN full_name TO name"),
                of("TRUNCATE orders; INSERT INTO orders VALUES (1, 1, 1)", ""),
                of("CREATE INDEX CONCURRENTLY by_age ON people (age)", "DROP INDEX CONCURRENTLY by_age"),
                of(
                        "DROP INDEX CONCURRENTLY people_by_name",
                        "CREATE INDEX CONCURRENTLY people_by_name ON people (name)"),
                of("VACUUM people", ""),
                of(
                        "CREATE TABLE log (path text); INSERT INTO log SELECT current_setting('search_path')",
                        "DROP TABLE log"),
                of(
                        "ALTER TABLE people ADD COLUMN level integer", "ALTER TABLE people DROP COLUMN level",
                        "UPDATE people SET level = 1 WHERE id <= 10; CREATE INDEX by_level ON people (level)",
                                "DROP INDEX by_level",
                        "DROP INDEX by_level; ALTER TABLE people RENAME COLUMN level TO rank", "",
                        "ALTER TABLE people DROP COLUMN rank; CREATE TEMP TABLE t (a integer)", "",
                        "CREATE TEMP TABLE t (a integer); INSERT INTO t VALUES (1); DELETE FROM orders WHERE id = 1",
                                ""),
                of(
                        "CREATE TABLE a (id integer PRIMARY KEY); INSERT INTO a VALUES (1), (2)", "DROP TABLE a",
                        "CREATE INDEX CONCURRENTLY by_total ON orders (total)", "",
                        "DROP TABLE a; CREATE TABLE a (id bigint PRIMARY KEY, note text); INSERT INTO a VALUES (3)", "",
                        "UPDATE a SET note = 'x'; ALTER TABLE a ADD UNIQUE (note)",
                                "ALTER TABLE a DROP CONSTRAINT a_note_key"));
    }

    private void assertThatTheRunAgrees(DryRunScenario plan) {
        // Creates the journal, which also the first preflight does.
        try (ConnectedTarget target = postgres.connect()) {
            target.journal().identity();
        }
        String before = plan.digest();
        List<DryRunResult> tried = plan.runAndExpectSuccess();
        assertThat(plan.digest()).isEqualTo(before);
        List<StepResult> applied = plan.applyAndExpectSuccess();
        assertThat(tried.stream().map(DryRunResult::units).toList())
                .isEqualTo(applied.stream().map(StepResult::changed).toList());
        assertThat(tried.stream().map(DryRunResult::counts).toList())
                .isEqualTo(applied.stream().map(StepResult::counts).toList());
    }

    private static @Nullable String downOf(String text) {
        return text.isEmpty() ? null : text;
    }

    @Nested
    class A_dry_run {
        @ParameterizedTest
        @MethodSource("dev.lockstep.postgres.dryrun.DryRunAgreementTest#plans")
        void changes_nothing_and_predicts_the_result_of_the_run(List<String> scripts) {
            postgres.execute(SCHEMA);
            DryRunScenario plan = DryRunScenario.on(postgres);
            for (int i = 0; i < scripts.size(); i += 2) {
                plan.script(scripts.get(i), downOf(scripts.get(i + 1)));
            }
            assertThatTheRunAgrees(plan);
        }
    }

    @Nested
    class Random_scripts_that_build_on_each_other {
        private static final int STEPS = 6;
        private static final int STATEMENTS = 4;

        private final List<String> columns = new ArrayList<>();
        private int names;

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6})
        void have_the_predicted_results(long seed) {
            postgres.execute(SCHEMA);
            Random random = new Random(seed);
            DryRunScenario plan = DryRunScenario.on(postgres);
            for (int step = 0; step < STEPS; step++) {
                List<String> statements = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(STATEMENTS); i++) {
                    statements.add(statement(random));
                }
                plan.script(String.join(";\n", statements), null);
            }
            assertThatTheRunAgrees(plan);
        }

        private String statement(Random random) {
            return switch (random.nextInt(8)) {
                case 0 -> {
                    columns.add("c" + names);
                    yield "ALTER TABLE people ADD COLUMN c%d integer".formatted(names++);
                }
                case 1 ->
                    columns.isEmpty()
                            ? "ALTER TABLE orders ADD COLUMN n%d text DEFAULT 'a'".formatted(names++)
                            : "ALTER TABLE people DROP COLUMN " + columns.removeLast();
                case 2 -> "UPDATE people SET age = age + 1 WHERE id %% %d = 0".formatted(1 + random.nextInt(9));
                case 3 ->
                    "INSERT INTO orders (id, person) SELECT max(id) + 1, %d FROM orders".formatted(random.nextInt(50));
                case 4 -> "DELETE FROM orders WHERE id %% 7 = %d".formatted(random.nextInt(7));
                case 5 -> "CREATE INDEX i%d ON orders (person)".formatted(names++);
                case 6 -> "ALTER TABLE orders ALTER COLUMN total SET DEFAULT " + random.nextInt(3);
                default ->
                    columns.isEmpty()
                            ? "CREATE TABLE t%d AS SELECT * FROM orders LIMIT 3".formatted(names++)
                            : "UPDATE people SET %s = id WHERE id < 9".formatted(columns.getLast());
            };
        }
    }
}
