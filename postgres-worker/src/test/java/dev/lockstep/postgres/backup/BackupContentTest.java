package dev.lockstep.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.postgres.fixture.BackupScenario;
import dev.lockstep.postgres.fixture.IndexOperations;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which tables a backup has, and in what state. */
class BackupContentTest {
    private final TestPostgres postgres = TestPostgres.fresh();
    private final BackupScenario scenario = BackupScenario.on(postgres);

    @BeforeEach
    void create() {
        postgres.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE TABLE people (id integer PRIMARY KEY, name text)",
                "INSERT INTO people VALUES (1, 'a'), (2, 'b')",
                "CREATE TABLE orders (id integer PRIMARY KEY, person integer REFERENCES people ON DELETE CASCADE)",
                "INSERT INTO orders VALUES (1, 1), (2, 2), (3, 2)",
                "CREATE TABLE log (line text)",
                "INSERT INTO log VALUES ('before')",
                "CREATE TABLE moods (mood mood)",
                "INSERT INTO moods VALUES ('ok')",
                "CREATE FUNCTION log_order() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN INSERT INTO log VALUES ('deleted'); RETURN OLD; END $$",
                "CREATE TRIGGER on_delete AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION log_order()",
                "CREATE TABLE other (id integer PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        scenario.close();
        postgres.close();
    }

    private List<String> comments(String start) {
        return scenario.files()
                .text(DatabaseDefinitions.SCRIPT)
                .lines()
                .filter(line -> line.startsWith(start))
                .toList();
    }

    /** The tables whose rows are in the backup. */
    private Stream<String> tables() {
        return comments("-- COPY ").stream().map(line -> line.split(" ", 4)[2]);
    }

    @Nested
    class The_rows {
        @Test
        void of_tables_that_cascades_and_triggers_write_are_in_it() {
            BackupResult result =
                    scenario.script("DELETE FROM people WHERE id = 2").backUp();

            assertThat(tables()).containsExactlyInAnyOrder("public.people", "public.orders", "public.log");
            assertThat(result.units()).isEqualTo(6);
            assertThat(result.notes()).isEmpty();
        }

        @Test
        void of_a_table_that_only_gets_an_index_are_not_in_it() {
            scenario.script("CREATE INDEX by_name ON people (name)").backUp();

            assertThat(tables()).isEmpty();
        }

        @Test
        void of_tables_of_a_step_that_cannot_be_tried_are_found_by_name() {
            BackupResult result = scenario.script("ALTER TYPE mood ADD VALUE 'happy'")
                    .script("UPDATE moods SET mood = 'happy'; DELETE FROM people")
                    .backUp();

            assertThat(tables()).containsExactlyInAnyOrder("public.moods", "public.people", "public.orders");
            assertThat(result.notes()).hasSize(1);
            assertThat(result.notes().getFirst()).contains("step-2").contains("could not be tried");
            scenario.apply();
            scenario.restore();
            assertThat(postgres.value("SELECT count(*) FROM people")).isEqualTo("2");
            assertThat(postgres.value("SELECT mood FROM moods")).isEqualTo("ok");
        }

        @Test
        void are_those_before_the_trial_and_the_trial_leaves_nothing() {
            scenario.script("UPDATE people SET name = 'changed'; INSERT INTO log VALUES ('during')")
                    .backUp();

            assertThat(scenario.files().text("table-0001.copy.gz")).isEqualTo("1\ta\n2\tb\n");
            scenario.assertAsBefore();
        }
    }

    @Nested
    class An_index {
        @Test
        void that_is_created_concurrently_is_dropped_by_the_restore() {
            PostgresCreateIndex operation =
                    IndexOperations.parse("{\"table\": \"people\", \"name\": \"by_name\", \"columns\": [\"name\"]}");
            scenario.step(operation).backUp();
            scenario.apply();

            scenario.restore();

            scenario.assertAsBefore();
        }

        @Test
        void that_is_dropped_concurrently_is_created_by_the_restore() {
            postgres.execute("CREATE INDEX by_name ON people (name) WHERE id > 1");
            scenario.script("DROP INDEX CONCURRENTLY by_name").backUp();
            scenario.apply();

            scenario.restore();

            scenario.assertAsBefore();
        }
    }
}
