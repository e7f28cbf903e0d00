package dev.lockstep.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.postgres.fixture.BackupScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After a plan was applied, a restore brings back every row and definition, whatever the plan has changed. A plan takes
 * more than a second of reading the catalog, so several plans run at the same time, each on a database of its own. The
 * annotation is on the methods: on the class, other test classes would run at the same time too.
 */
class BackupRestoreTest {
    private static final String[] SCHEMA = {
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        "CREATE DOMAIN positive AS integer CONSTRAINT is_positive CHECK (VALUE > 0)",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN NEW.touched := coalesce(NEW.touched, 0) + 1; RETURN NEW; END $$",
        "CREATE TABLE people (id serial PRIMARY KEY, name text NOT NULL CHECK (name <> ''), age positive, email text UNIQUE,"
                + " mood mood DEFAULT 'ok', touched integer, doubled integer GENERATED ALWAYS AS (touched * 2) STORED)",
        "CREATE TRIGGER on_change BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION touch()",
        "INSERT INTO people (name, age, email) SELECT 'n' || g, 1 + g % 90, g || '@x.example' FROM generate_series(1, 50) g",
        "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                + " person integer REFERENCES people ON DELETE CASCADE ON UPDATE CASCADE, total numeric, note json)",
        "INSERT INTO orders (person, total, note) SELECT g, g * 1.50, '{\"b\": 1,  \"a\": 2}' FROM generate_series(1, 30) g",
        "CREATE TABLE log (at timestamptz, line text)",
        "INSERT INTO log SELECT 'epoch', 'line ' || g % 3 FROM generate_series(1, 20) g",
        "CREATE INDEX people_by_name ON people (name)",
        "COMMENT ON INDEX people_by_name IS 'for the search'",
        "COMMENT ON TABLE people IS 'everyone'",
        "COMMENT ON COLUMN people.age IS 'in years'",
        "CREATE VIEW adults AS SELECT id, name, mood FROM people WHERE age >= 18",
        "CREATE VIEW adult_names AS SELECT name FROM adults",
        "GRANT SELECT ON people TO PUBLIC",
        "GRANT UPDATE (email) ON people TO PUBLIC",
        "GRANT SELECT ON adults TO PUBLIC",
        "CREATE STATISTICS people_statistics ON name, age FROM people",
        "CREATE TABLE events (at date NOT NULL, n integer, PRIMARY KEY (at, n)) PARTITION BY RANGE (at)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        "CREATE TABLE events_2 PARTITION OF events DEFAULT",
        "CREATE INDEX events_by_n ON events (n)",
        "INSERT INTO events SELECT date '2026-12-20' + g, g FROM generate_series(1, 20) g"
    };

    private final TestPostgres postgres = TestPostgres.fresh();

    @BeforeEach
    void create() {
        postgres.execute(SCHEMA);
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    static Stream<List<String>> plans() {
        return Stream.of(
                List.of("UPDATE people SET age = age + 1"),
                List.of("DELETE FROM people WHERE id < 10"),
                List.of("UPDATE people SET id = id + 1000 WHERE id < 5"),
                List.of("INSERT INTO people (name) SELECT 'new ' || g FROM generate_series(1, 7) g"),
                List.of("TRUNCATE people CASCADE"),
                List.of(
                        "UPDATE log SET line = 'other' WHERE line = 'line 1'; INSERT INTO log VALUES ('epoch', 'line 2')"),
                List.of("ALTER TABLE people ADD COLUMN level integer DEFAULT 5 NOT NULL"),
                List.of("ALTER TABLE people DROP COLUMN email"),
                List.of("ALTER TABLE people DROP COLUMN doubled"),
                List.of("ALTER TABLE people DROP COLUMN name CASCADE"),
                List.of("ALTER TABLE people RENAME COLUMN name TO full_name"),
                List.of("ALTER TABLE people RENAME COLUMN name TO x; ALTER TABLE people RENAME COLUMN email TO name;"
                        + " ALTER TABLE people RENAME COLUMN x TO email"),
                List.of("ALTER TABLE orders ALTER COLUMN total TYPE double precision"),
                List.of("ALTER TABLE orders ALTER COLUMN note TYPE jsonb"),
                List.of(
                        "ALTER TABLE people ALTER COLUMN name DROP NOT NULL; UPDATE people SET name = NULL WHERE id = 3"),
                List.of("ALTER TABLE people ALTER COLUMN email SET NOT NULL"),
                List.of("ALTER TABLE people ALTER COLUMN mood DROP DEFAULT, ALTER COLUMN touched SET DEFAULT 7"),
                List.of("ALTER TABLE people DROP CONSTRAINT people_email_key, ADD CONSTRAINT young CHECK (age < 200)"),
                List.of("ALTER TABLE orders DROP CONSTRAINT orders_person_fkey"),
                List.of("ALTER TABLE log ADD COLUMN id serial PRIMARY KEY"),
                List.of(
                        "ALTER TABLE people DROP CONSTRAINT people_pkey CASCADE; INSERT INTO people (id, name) VALUES (1, 'x')"),
                List.of("CREATE INDEX by_mood ON people (mood); DROP INDEX people_by_name"),
                List.of("ALTER INDEX people_by_name RENAME TO other_name"),
                List.of(
                        "COMMENT ON COLUMN people.age IS NULL; COMMENT ON TABLE people IS 'nobody'; COMMENT ON VIEW adults IS 'new'"),
                List.of(
                        "REVOKE SELECT ON people FROM PUBLIC; GRANT DELETE ON people TO PUBLIC; REVOKE UPDATE (email) ON people FROM PUBLIC"),
                List.of("DROP TRIGGER on_change ON people; DROP FUNCTION touch()"),
                List.of("ALTER TABLE people DISABLE TRIGGER on_change; UPDATE people SET age = 20"),
                List.of(
                        "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"),
                List.of("DROP TABLE orders"),
                List.of("DROP TABLE people CASCADE"),
                List.of("DROP TABLE people, orders CASCADE; CREATE TABLE people (id integer, other text);"
                        + " INSERT INTO people VALUES (1, 'x')"),
                List.of("ALTER TABLE people RENAME TO persons"),
                List.of(
                        "ALTER TABLE people RENAME TO tmp; ALTER TABLE orders RENAME TO people; ALTER TABLE tmp RENAME TO orders"),
                List.of(
                        "ALTER TABLE people RENAME TO persons",
                        "CREATE TABLE people (id integer)",
                        "INSERT INTO people VALUES (1)"),
                List.of("CREATE SCHEMA archive; ALTER TABLE log SET SCHEMA archive"),
                List.of("CREATE TABLE fresh (id serial PRIMARY KEY, person integer REFERENCES people);"
                        + " INSERT INTO fresh (person) VALUES (1), (2)"),
                List.of("CREATE TYPE shade AS ENUM ('a'); CREATE SEQUENCE numbers; CREATE VIEW v AS SELECT 1 AS one;"
                        + " CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
                List.of(
                        "DROP VIEW adult_names; DROP VIEW adults; CREATE VIEW adults AS SELECT id, name, age FROM people"),
                List.of("DROP STATISTICS people_statistics"),
                List.of(
                        "ALTER TABLE people SET (fillfactor = 50); ALTER TABLE people ALTER COLUMN name SET STORAGE EXTERNAL;"
                                + " ALTER TABLE people ALTER COLUMN name SET STATISTICS 50"),
                List.of("ALTER TABLE people ENABLE ROW LEVEL SECURITY; CREATE POLICY all_rows ON people USING (true)"),
                List.of("CREATE RULE no_delete AS ON DELETE TO people DO INSTEAD NOTHING"),
                List.of("ALTER SEQUENCE people_id_seq RESTART 9000; SELECT setval('orders_id_seq', 77)"),
                List.of("ALTER TABLE orders ALTER COLUMN id DROP IDENTITY"),
                List.of("ALTER TABLE orders ALTER COLUMN id SET GENERATED BY DEFAULT"),
                List.of("ALTER TYPE mood ADD VALUE 'happy'"),
                List.of("ALTER DOMAIN positive DROP CONSTRAINT is_positive"),
                List.of("UPDATE events SET n = n + 100; DELETE FROM events WHERE at < '2026-12-25'"),
                List.of("ALTER TABLE events ADD COLUMN kind text DEFAULT 'x'"),
                List.of("ALTER TABLE events DROP COLUMN n"),
                List.of("DROP TABLE events"),
                List.of("DROP TABLE events_1"),
                List.of("ALTER TABLE events DETACH PARTITION events_1"),
                List.of("CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');"
                        + " INSERT INTO events VALUES ('2028-02-02', 1)"),
                List.of(
                        "ALTER TABLE people ADD COLUMN level integer",
                        "UPDATE people SET level = age, mood = 'sad'",
                        "ALTER TABLE people DROP COLUMN age CASCADE"));
    }

    /** Scripts that can be applied in any order. */
    private static final List<String> INDEPENDENT = List.of(
            "UPDATE people SET age = age + 1, touched = 5 WHERE id % 3 = 0",
            "DELETE FROM people WHERE id % 7 = 0",
            "ALTER TABLE people ADD COLUMN level integer DEFAULT 5 NOT NULL",
            "ALTER TABLE people DROP COLUMN email",
            "ALTER TABLE people RENAME COLUMN mood TO feeling",
            "ALTER TABLE orders ALTER COLUMN note TYPE text",
            "ALTER TABLE orders ALTER COLUMN total TYPE double precision; UPDATE orders SET total = total / 3",
            "DROP INDEX people_by_name; CREATE INDEX by_touched ON people (touched)",
            "COMMENT ON TABLE people IS NULL; GRANT INSERT ON people TO PUBLIC",
            "INSERT INTO log SELECT 'infinity', 'line ' || g FROM generate_series(1, 9) g; DELETE FROM log WHERE line = 'line 1'",
            "ALTER TABLE log RENAME TO lines; ALTER TABLE lines ADD COLUMN n serial",
            "ALTER TABLE events ADD COLUMN kind text DEFAULT 'x'; UPDATE events SET kind = 'y' WHERE n < 9",
            "DELETE FROM events WHERE n % 2 = 0; ALTER TABLE events_2 ADD CHECK (n < 1000)",
            "CREATE TABLE fresh (id serial PRIMARY KEY, person integer); INSERT INTO fresh (person) SELECT id FROM people",
            "ALTER SEQUENCE people_id_seq RESTART 5000; INSERT INTO orders (person, total) SELECT max(id), 0 FROM people",
            "ALTER TYPE mood ADD VALUE 'happy'",
            "ALTER TABLE orders DROP CONSTRAINT orders_person_fkey; DELETE FROM people WHERE id = 1");

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(longs = {1, 2})
    void the_digest_is_that_before_several_random_scripts(long seed) {
        List<String> scripts = new ArrayList<>(INDEPENDENT);
        Collections.shuffle(scripts, new Random(seed));
        the_digest_is_that_before_the_migration(scripts.subList(0, 5));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("plans")
    void the_digest_is_that_before_the_migration(List<String> scripts) {
        try (BackupScenario scenario = BackupScenario.on(postgres)) {
            scripts.forEach(scenario::script);
            scenario.backUp();
            scenario.apply();
            RestoreResult predicted = scenario.dryRestore();

            RestoreResult restored = scenario.restore();

            scenario.assertAsBefore();
            assertThat(predicted.dryRun()).isTrue();
            assertThat(restored.dryRun()).isFalse();
            assertThat(restored.equal()).isEqualTo(predicted.equal());
            assertThat(changesOf(restored)).isEqualTo(changesOf(predicted));
            RestoreResult again = scenario.restore();
            scenario.assertAsBefore();
            assertThat(changesOf(again)).containsOnly(0L);
            assertThat(again.counts()).containsEntry("definitions", 0L).containsEntry("sequences", 0L);
        }
    }

    private static List<Long> changesOf(RestoreResult result) {
        return List.of(result.recreated(), result.replaced(), result.removed());
    }
}
