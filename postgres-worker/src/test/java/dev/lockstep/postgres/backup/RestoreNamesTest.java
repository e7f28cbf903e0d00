package dev.lockstep.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.postgres.fixture.BackupScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A restore gives renamed and moved objects their names back, counts them, and says so. */
class RestoreNamesTest {
    private final TestPostgres postgres = TestPostgres.fresh();
    private final BackupScenario scenario = BackupScenario.on(postgres);

    @BeforeEach
    void create() {
        postgres.execute(
                "CREATE TABLE people (id serial PRIMARY KEY, name text)",
                "CREATE INDEX by_name ON people (name)",
                "INSERT INTO people (name) VALUES ('a'), ('b')");
    }

    @AfterEach
    void close() {
        scenario.close();
        postgres.close();
    }

    private RestoreResult restoreAfter(String up) {
        scenario.script(up).backUp();
        scenario.apply();
        RestoreResult restored = scenario.restore();
        scenario.assertAsBefore();
        return restored;
    }

    @Test
    void of_renamed_objects_are_counted_and_noted() {
        RestoreResult restored = restoreAfter("ALTER TABLE people RENAME TO persons;"
                + " ALTER TABLE persons RENAME COLUMN name TO full_name; ALTER INDEX by_name RENAME TO by_full_name;"
                + " ALTER SEQUENCE people_id_seq RENAME TO numbers");

        assertThat(restored.counts()).containsEntry("definitions", 4L);
        assertThat(restored.notes())
                .contains(
                        "table public.people was public.persons and gets its name back",
                        "column public.people.name was full_name and gets its name back",
                        "index public.by_name was public.by_full_name and gets its name back",
                        "sequence public.people_id_seq was public.numbers and gets its name back");
        assertThat(restored.recreated() + restored.replaced() + restored.removed())
                .isZero();
    }

    @Test
    void of_more_objects_than_are_shown_are_counted() {
        postgres.execute("CREATE TABLE wide (%s)".formatted(columns("c%d integer", ", ")));

        RestoreResult restored = restoreAfter(columns("ALTER TABLE wide RENAME COLUMN c%1$d TO d%1$d", "; "));

        assertThat(restored.counts()).containsEntry("definitions", 25L);
        assertThat(restored.notes().stream().filter(note -> note.endsWith("gets its name back")))
                .hasSize(20);
        assertThat(restored.notes()).contains("5 more objects get their names back");
    }

    private static String columns(String format, String separator) {
        return IntStream.rangeClosed(1, 25).mapToObj(format::formatted).collect(Collectors.joining(separator));
    }

    @Test
    void of_a_moved_table_with_a_serial_column_are_those_of_the_backup() {
        RestoreResult restored = restoreAfter("CREATE SCHEMA archive; ALTER TABLE people SET SCHEMA archive;"
                + " INSERT INTO archive.people (name) VALUES ('c')");

        assertThat(restored.notes())
                .contains(
                        "table public.people was archive.people and gets its name back",
                        "sequence public.people_id_seq was archive.people_id_seq and gets its name back");
        assertThat(restored.removed()).isEqualTo(1);
        assertThat(postgres.value("SELECT pg_get_serial_sequence('public.people', 'id')"))
                .isEqualTo("public.people_id_seq");
    }
}
