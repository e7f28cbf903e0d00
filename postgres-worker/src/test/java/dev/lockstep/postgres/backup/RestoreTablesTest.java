package dev.lockstep.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.BackupScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.stack.digest.StoreDigest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows a restore changes if tables belong together, or are not in the backup. */
class RestoreTablesTest {
    private final TestPostgres postgres = TestPostgres.fresh();
    private final BackupScenario scenario = BackupScenario.on(postgres);

    @AfterEach
    void close() {
        scenario.close();
        postgres.close();
    }

    private void apply(String up) {
        scenario.script(up).backUp();
        scenario.apply();
    }

    private void assertRefusedWithoutEffect(String... words) {
        StoreDigest before = scenario.digest();

        StepFailure failure = scenario.restoreAndExpectFailure();

        assertThat(failure.code()).isEqualTo("restore-definition-differs");
        assertThat(failure.message()).contains(words);
        assertThat(before.compareWith(scenario.digest()).differences()).isEmpty();
    }

    @Nested
    class a_later_table {
        @Test
        void that_is_a_partition_refuses_the_restore() {
            postgres.execute(
                    "CREATE TABLE events (n integer) PARTITION BY RANGE (n)",
                    "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (100)",
                    "INSERT INTO events VALUES (1), (2)");
            apply("UPDATE events SET n = n + 1");
            postgres.execute(
                    "CREATE TABLE later PARTITION OF events FOR VALUES FROM (100) TO (200)",
                    "INSERT INTO later VALUES (150)");

            assertRefusedWithoutEffect("table public.later", "created after the backup", "detach it");
        }

        @Test
        void that_inherits_from_a_table_of_the_backup_keeps_its_rows() {
            postgres.execute("CREATE TABLE base (n integer)", "INSERT INTO base VALUES (1), (2)");
            apply("UPDATE base SET n = 7");
            postgres.execute("CREATE TABLE later (note text) INHERITS (base)", "INSERT INTO later VALUES (150, 'x')");

            RestoreResult restored = scenario.restore();

            assertThat(restored.removed()).isEqualTo(2);
            assertThat(postgres.rows("SELECT * FROM later")).containsExactly("150|x");
            assertThat(postgres.rows("SELECT * FROM ONLY base ORDER BY n")).containsExactly("1", "2");
        }

        @Test
        void whose_inherited_columns_would_lose_their_values_refuses_the_restore() {
            postgres.execute("CREATE TABLE base (n integer)", "INSERT INTO base VALUES (1), (2)");
            apply("ALTER TABLE base ALTER COLUMN n TYPE bigint");
            postgres.execute("CREATE TABLE later (note text) INHERITS (base)", "INSERT INTO later VALUES (150, 'x')");

            assertRefusedWithoutEffect("column public.later.n", "«bigint; inherited» is expected");
        }
    }

    @Nested
    class a_table_whose_rows_are_not_in_the_backup {
        @Test
        void keeps_its_rows_and_the_values_of_its_sequences() {
            postgres.execute(
                    "CREATE TABLE people (id serial PRIMARY KEY, code bigint GENERATED ALWAYS AS IDENTITY, name text)",
                    "CREATE SEQUENCE numbers",
                    "INSERT INTO people (name) VALUES ('a')");
            apply("CREATE INDEX by_name ON people (name); SELECT setval('numbers', 70)");
            postgres.execute("INSERT INTO people (name) VALUES ('b'), ('c')");

            RestoreResult restored = scenario.restore();

            assertThat(restored.counts()).containsEntry("sequences", 1L);
            assertThat(postgres.value("SELECT is_called FROM numbers")).isEqualTo("f");
            assertThat(postgres.value("SELECT to_regclass('by_name') IS NULL")).isEqualTo("t");
            postgres.execute("INSERT INTO people (name) VALUES ('d')");
            assertThat(postgres.rows("SELECT id, code, name FROM people ORDER BY id"))
                    .containsExactly("1|1|a", "2|2|b", "3|3|c", "4|4|d");
        }
    }

    @Nested
    class a_table_with_children {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "UPDATE ONLY base SET name = 'x'",
                    "UPDATE child SET extra = extra + 1",
                    "DELETE FROM base WHERE id > 1",
                    "TRUNCATE ONLY base",
                    "ALTER TABLE base DROP COLUMN name",
                    "ALTER TABLE child DROP COLUMN extra; INSERT INTO child VALUES (9, 'late')",
                    "ALTER TABLE base ALTER COLUMN name TYPE varchar(20)",
                    "ALTER TABLE base RENAME COLUMN name TO title",
                    "DROP TABLE base CASCADE"
                })
        void and_its_children_have_their_own_rows_again(String up) {
            postgres.execute(
                    "CREATE TABLE base (id integer PRIMARY KEY, name text)",
                    "CREATE TABLE child (extra integer) INHERITS (base)",
                    "INSERT INTO base VALUES (1, 'one'), (2, 'two')",
                    "INSERT INTO child VALUES (2, 'second two', 20), (3, 'three', 30)");
            String own = "SELECT tableoid::regclass, base.* FROM base ORDER BY 1, 2";
            String ofChildren = "SELECT * FROM child ORDER BY id";
            apply(up);
            RestoreResult predicted = scenario.dryRestore();

            RestoreResult restored = scenario.restore();

            assertThat(restored.equal() + restored.replaced() + restored.recreated())
                    .isEqualTo(4);
            assertThat(restored.equal()).isEqualTo(predicted.equal());
            assertThat(postgres.rows(own))
                    .containsExactly("base|1|one", "base|2|two", "child|2|second two", "child|3|three");
            assertThat(postgres.rows(ofChildren)).containsExactly("2|second two|20", "3|three|30");
            scenario.assertAsBefore();
        }

        @Test
        void that_no_longer_belong_to_it_refuse_the_restore() {
            postgres.execute(
                    "CREATE TABLE base (id integer, name text)",
                    "CREATE TABLE child () INHERITS (base)",
                    "INSERT INTO child VALUES (1, 'one')");
            apply("ALTER TABLE child NO INHERIT base");

            assertRefusedWithoutEffect("table public.child", "inherits public.base");
        }
    }

    @Nested
    class a_materialized_view {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ALTER TABLE people DROP COLUMN name CASCADE; UPDATE people SET age = 0",
                    "DROP MATERIALIZED VIEW names CASCADE; UPDATE people SET name = 'x'",
                    "ALTER MATERIALIZED VIEW names RENAME TO other; DELETE FROM people WHERE id = 2"
                })
        void has_the_rows_of_the_backup_again(String up) {
            postgres.execute(
                    "CREATE TABLE people (id integer PRIMARY KEY, name text, age integer)",
                    "INSERT INTO people VALUES (1, 'a', 10), (2, 'b', 20)",
                    "CREATE MATERIALIZED VIEW names AS SELECT name, age FROM people",
                    "CREATE UNIQUE INDEX one_name ON names (name)",
                    "CREATE VIEW old AS SELECT name FROM names WHERE age > 15",
                    "COMMENT ON MATERIALIZED VIEW names IS 'for reports'",
                    "GRANT SELECT ON names TO PUBLIC");
            apply(up);

            scenario.restore();

            scenario.assertAsBefore();
            assertThat(postgres.rows("SELECT * FROM names ORDER BY name")).containsExactly("a|10", "b|20");
            assertThat(postgres.rows("SELECT * FROM old")).containsExactly("b");
        }
    }

    @Nested
    class a_step_that_could_not_be_tried {
        @Test
        void has_its_tables_restored_as_the_dry_run_of_the_restore_says() {
            postgres.execute(
                    "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                    "CREATE TABLE moods (id integer PRIMARY KEY, mood mood)",
                    "INSERT INTO moods VALUES (1, 'ok'), (2, 'sad'), (3, 'ok')");
            scenario.script("ALTER TYPE mood ADD VALUE 'happy'")
                    .script("UPDATE moods SET mood = 'happy' WHERE id = 1; DELETE FROM moods WHERE id = 2");
            assertThat(scenario.backUp().notes())
                    .singleElement()
                    .asString()
                    .contains("step-2")
                    .doesNotContain("step-1");
            scenario.apply();
            RestoreResult predicted = scenario.dryRestore();
            assertThat(postgres.value("SELECT count(*) FROM moods")).isEqualTo("2");

            RestoreResult restored = scenario.restore();

            assertThat(predicted.dryRun()).isTrue();
            assertThat(predicted.samples()).isEqualTo(restored.samples());
            assertThat(predicted.counts()).isEqualTo(restored.counts());
            assertThat(predicted.replaced()).isEqualTo(restored.replaced()).isEqualTo(2);
            assertThat(predicted.recreated()).isEqualTo(restored.recreated()).isEqualTo(1);
            scenario.assertAsBefore();
        }
    }
}
