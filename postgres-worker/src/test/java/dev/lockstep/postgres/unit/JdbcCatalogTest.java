package dev.lockstep.postgres.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All tests share one database, because each change is made in a transaction that is rolled back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcCatalogTest {
    private final PostgresContractStore store = new PostgresContractStore(
            "CREATE TYPE mood AS ENUM ('sad', 'happy')",
            "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE FUNCTION return_new() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE DOMAIN points AS int DEFAULT 0 CHECK (VALUE >= 0)",
            "CREATE SEQUENCE ticket_number",
            "CREATE TABLE partitioned (id int) PARTITION BY RANGE (id)",
            "CREATE STATISTICS points_by_user ON user_id, points_earned FROM exercises",
            "CREATE TEXT SEARCH CONFIGURATION hebrew_text (COPY = simple)",
            "CREATE OPERATOR ### (LEFTARG = int, RIGHTARG = int, FUNCTION = int4lt)",
            "CREATE TABLE articles (id int, note text)",
            "CREATE PUBLICATION articles FOR TABLE articles",
            "CREATE TABLE defaults (at timestamptz DEFAULT '2020-01-01 00:00+00', price money DEFAULT 1.5,"
                    + " raw bytea DEFAULT 'a')",
            "CREATE MATERIALIZED VIEW best_points AS SELECT max(points_earned) FROM exercises",
            "CREATE FUNCTION mood_of(mood) RETURNS mood LANGUAGE sql RETURN $1",
            "COMMENT ON FUNCTION mood_of(mood) IS 'the same'",
            "CREATE TABLE people (id int, mood mood DEFAULT 'sad', score points,"
                    + " ticket bigint DEFAULT nextval('ticket_number'))",
            "CREATE TRIGGER return_row BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION return_new()",
            "CREATE SCHEMA people_data CREATE TABLE address (city text CHECK (city <> ''))",
            "CREATE POLICY own_city ON people_data.address USING (city <> 'x') WITH CHECK (city <> 'y')",
            "CREATE TABLE base (b int CHECK (b > 0))",
            "CREATE TABLE derived () INHERITS (base)",
            "CREATE TABLE \"Odd name\" (\"select\" int)");
    private static final Pattern SUPERUSER_STATEMENTS =
            Pattern.compile("^UPDATE pg_index|^CREATE PUBLICATION|DISABLE TRIGGER ALL|^ALTER OPERATOR|"
                    + "OWNER TO|FOREIGN DATA WRAPPER|^CREATE TYPE vec");

    private final JdbcCatalog catalog = new JdbcCatalog("\"public\".\"lockstep_schema_history\"");
    private final JdbcCatalogDefinitions definitions =
            new JdbcCatalogDefinitions("\"public\".\"lockstep_schema_history\"");
    private final CatalogConnections connections = CatalogConnections.of(store);

    @AfterAll
    void close() throws SQLException {
        connections.close();
        store.close();
    }

    private List<String> objectsChangedBy(String... statements) {
        JdbcCatalogRecorder recorder =
                catalog.recorder(connections.jdbc(), connections::readCommitted, List.of(statements));
        CatalogDelta recorded = recorder.run(() -> record(recorder, statements));
        assertThat(recorded.changes()).isEqualTo(changesFoundByReadingTheWholeCatalog(statements));
        return recorded.changes().stream().map(CatalogChange::object).toList();
    }

    private CatalogDelta record(JdbcCatalogRecorder recorder, String... statements) {
        try {
            recorder.start();
            connections.execute(statements);
            return recorder.end(List.of());
        } finally {
            connections.rollBack();
        }
    }

    private List<CatalogChange> changesFoundByReadingTheWholeCatalog(String... statements) {
        try {
            CatalogSnapshot before = readWholeCatalog();
            connections.execute(statements);
            return before.changesTo(readWholeCatalog());
        } finally {
            connections.rollBack();
        }
    }

    private CatalogSnapshot readWholeCatalog() {
        return JdbcCatalogTransaction.read(connections.jdbc(), reading -> {
            List<CatalogAddress> all = JdbcCatalogDefinitions.catalogs().stream()
                    .flatMap(name -> reading
                            .sql("SELECT oid FROM %s WHERE oid >= 2200".formatted(name))
                            .query((row, number) -> new CatalogAddress(name, row.getLong(1)))
                            .list()
                            .stream())
                    .toList();
            return CatalogSnapshot.of(definitions.read(reading, all).stream());
        });
    }

    @Nested
    class A_change {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "CREATE SCHEMA s | schema s",
                    "CREATE TABLE t () | table public.t",
                    "DROP TABLE workouts | table public.workouts",
                    "ALTER TABLE workouts SET UNLOGGED | table public.workouts",
                    "ALTER TABLE workouts SET (fillfactor = 70) | table public.workouts",
                    "ALTER TABLE workouts ENABLE ROW LEVEL SECURITY | table public.workouts",
                    "ALTER TABLE workouts REPLICA IDENTITY FULL | table public.workouts",
                    "CREATE TABLE p1 PARTITION OF partitioned FOR VALUES FROM (1) TO (2) | table public.p1",
                    "CREATE OR REPLACE VIEW strong_exercises AS SELECT * FROM exercises | table public.strong_exercises",
                    "CREATE OR REPLACE VIEW strong_exercises WITH (security_barrier) AS SELECT * FROM exercises WHERE"
                            + " points_earned > 10 | table public.strong_exercises",
                    "DROP MATERIALIZED VIEW best_points | table public.best_points",
                    "ALTER TABLE workouts ADD COLUMN c int | column public.workouts.c",
                    "ALTER TABLE workouts ADD COLUMN c int | column order of public.workouts",
                    "ALTER TABLE workouts ALTER COLUMN note SET DEFAULT 'x' | column public.workouts.note",
                    "ALTER TABLE workouts ALTER COLUMN note SET NOT NULL | column public.workouts.note",
                    "ALTER TABLE workouts ALTER COLUMN note TYPE varchar(9) | column public.workouts.note",
                    "ALTER TABLE workouts ALTER COLUMN note TYPE text COLLATE \"C\" | column public.workouts.note",
                    "ALTER TABLE workouts ALTER COLUMN note SET STATISTICS 7 | column public.workouts.note",
                    "ALTER TABLE workouts ALTER COLUMN note SET STORAGE EXTERNAL | column public.workouts.note",
                    "ALTER TABLE workouts ALTER COLUMN note SET COMPRESSION pglz | column public.workouts.note",
                    "ALTER TABLE workouts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY | column public.workouts.id",
                    "ALTER TABLE workouts ADD COLUMN g int GENERATED ALWAYS AS (id * 2) STORED |"
                            + " column public.workouts.g",
                    "CREATE INDEX i ON workouts (note) | index public.i",
                    "ALTER TABLE exercises CLUSTER ON idx_exercises_user | index public.idx_exercises_user",
                    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_exercises_user'::regclass |"
                            + " index public.idx_exercises_user",
                    "ALTER TABLE workouts ADD CHECK (id > 0) NOT VALID | constraint workouts_id_check on public.workouts",
                    "ALTER TABLE workouts DROP CONSTRAINT workouts_exercise_id_fkey |"
                            + " constraint workouts_exercise_id_fkey on public.workouts",
                    "ALTER DOMAIN points DROP CONSTRAINT points_check | constraint points_check on public.points",
                    "ALTER DOMAIN points SET DEFAULT 7 | type public.points",
                    "ALTER SEQUENCE ticket_number INCREMENT 7 | sequence public.ticket_number",
                    "ALTER SEQUENCE ticket_number OWNED BY workouts.id | sequence public.ticket_number",
                    "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 2' | routine public.one()",
                    "CREATE AGGREGATE plus(int) (SFUNC = int4pl, STYPE = int) | routine public.plus(integer)",
                    "CREATE PROCEDURE p() LANGUAGE sql AS '' | routine public.p()",
                    "CREATE TRIGGER t BEFORE INSERT ON workouts FOR EACH ROW EXECUTE FUNCTION return_new() |"
                            + " trigger t on public.workouts",
                    "CREATE RULE r AS ON DELETE TO workouts DO INSTEAD NOTHING | rule r on public.workouts",
                    "CREATE POLICY y ON workouts USING (id > 0) | policy y on public.workouts",
                    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue' | type public.mood",
                    "CREATE TYPE pair AS (a int, b text) | type public.pair",
                    "CREATE TYPE span AS RANGE (SUBTYPE = int) | type public.span",
                    "CREATE STATISTICS st ON id, exercise_id FROM workouts | statistics public.st",
                    "ALTER STATISTICS points_by_user SET STATISTICS 7 | statistics public.points_by_user",
                    "CREATE PUBLICATION pub FOR TABLE workouts | publication pub",
                    "ALTER PUBLICATION articles SET TABLE articles (id) | publication articles of public.articles",
                    "ALTER PUBLICATION articles SET TABLE articles WHERE (id > 7) |"
                            + " publication articles of public.articles",
                    "ALTER TEXT SEARCH CONFIGURATION hebrew_text DROP MAPPING FOR email |"
                            + " text search configuration public.hebrew_text",
                    "ALTER OPERATOR ### (int, int) SET (RESTRICT = scalarltsel) | operator public.###(integer,integer)",
                    "ALTER TABLE workouts DISABLE TRIGGER ALL | constraint workouts_exercise_id_fkey on public.workouts",
                    "CREATE COLLATION hebrew FROM \"C\" | collation public.hebrew",
                    "CREATE CAST (text AS mood) WITH INOUT | cast (pg_catalog.text AS public.mood)",
                    "GRANT SELECT ON workouts TO PUBLIC | privileges on table public.workouts",
                    "GRANT SELECT (note) ON workouts TO PUBLIC | privileges on column public.workouts.note",
                    "GRANT USAGE ON SEQUENCE ticket_number TO PUBLIC | privileges on sequence public.ticket_number",
                    "REVOKE EXECUTE ON FUNCTION one() FROM PUBLIC | privileges on routine public.one()",
                    "REVOKE USAGE ON TYPE mood FROM PUBLIC | privileges on type public.mood",
                    "GRANT CREATE ON SCHEMA public TO PUBLIC | privileges on schema public",
                    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC |"
                            + " privileges on default of {user} in any schema for r",
                    "COMMENT ON COLUMN workouts.note IS 'הערה' | comment on table column public.workouts.note",
                    "COMMENT ON INDEX idx_exercises_user IS 'x' | comment on index public.idx_exercises_user",
                    "CREATE EXTENSION citext | extension citext",
                    "CREATE EXTENSION citext; ALTER EXTENSION citext ADD FUNCTION one() | routine public.one()",
                    "CREATE EXTENSION citext; ALTER EXTENSION citext ADD TABLE workouts |"
                            + " constraint workouts_pkey on public.workouts",
                    "ALTER TABLE derived NO INHERIT base; ALTER TABLE derived INHERIT base | column public.derived.b",
                    "ALTER TABLE derived NO INHERIT base; ALTER TABLE derived INHERIT base |"
                            + " constraint base_b_check on public.derived",
                    "CREATE TYPE vec; CREATE FUNCTION vec_in(cstring) RETURNS vec STRICT IMMUTABLE LANGUAGE internal AS 'point_in';"
                            + " CREATE FUNCTION vec_out(vec) RETURNS cstring STRICT IMMUTABLE LANGUAGE internal AS 'point_out';"
                            + " CREATE TYPE vec (INPUT = vec_in, OUTPUT = vec_out, INTERNALLENGTH = 16, ELEMENT = float8,"
                            + " ALIGNMENT = double) | type public.vec",
                    "ALTER STATISTICS points_by_user OWNER TO pg_monitor | statistics public.points_by_user",
                    "ALTER PUBLICATION articles OWNER TO pg_monitor | publication articles",
                    "ALTER OPERATOR ### (int, int) OWNER TO pg_monitor | privileges on operator public.###(integer,integer)",
                    "ALTER TEXT SEARCH CONFIGURATION hebrew_text OWNER TO pg_monitor |"
                            + " privileges on text search configuration public.hebrew_text",
                    "CREATE FOREIGN DATA WRAPPER w; GRANT USAGE ON FOREIGN DATA WRAPPER w TO PUBLIC |"
                            + " privileges on foreign-data wrapper w",
                    "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w | privileges on foreign server s",
                    "ALTER TABLE exercises RENAME TO tasks | table public.strong_exercises",
                    "ALTER TABLE exercises RENAME TO tasks | constraint workouts_exercise_id_fkey on public.workouts",
                    "ALTER TABLE exercises RENAME COLUMN user_id TO person | statistics public.points_by_user",
                    "ALTER TABLE exercises RENAME COLUMN user_id TO person | index public.idx_exercises_user",
                    "ALTER TYPE mood RENAME TO feeling | column public.people.mood",
                    "ALTER TYPE mood RENAME TO feeling | routine public.mood_of(public.feeling)",
                    "ALTER TYPE mood RENAME TO feeling | comment on function public.mood_of(public.feeling)",
                    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue' | column public.people.mood",
                    "ALTER FUNCTION return_new() RENAME TO return_row | trigger return_row on public.people",
                    "ALTER SEQUENCE ticket_number RENAME TO number | column public.people.ticket",
                    "ALTER SCHEMA people_data RENAME TO persons | table persons.address",
                    "ALTER DOMAIN points RENAME TO score | column public.people.score",
                    "ALTER TABLE people_data.address RENAME COLUMN city TO town | policy own_city on people_data.address",
                    "DO $$ BEGIN EXECUTE concat('ALTER TABLE exer', 'cises RENAME TO tasks'); END $$ | table public.tasks",
                    "DO $$ BEGIN CREATE TABLE a (); RAISE 'x'; EXCEPTION WHEN raise_exception THEN CREATE TABLE b ();"
                            + " END $$ | table public.b",
                    "DO $$ BEGIN BEGIN EXECUTE concat('DROP VIEW strong', '_exercises'); EXCEPTION WHEN division_by_zero THEN"
                            + " NULL; END; END $$ | table public.strong_exercises",
                    "DROP SCHEMA people_data CASCADE | policy own_city on people_data.address",
                    "COMMENT ON SCHEMA public IS 'x' | comment on schema public",
                    "CREATE TEXT SEARCH CONFIGURATION empty_text (PARSER = pg_catalog.default) |"
                            + " text search configuration public.empty_text",
                    "CREATE VIEW \"a\"\"b\" AS SELECT 1 AS one | table public.\"a\"\"b\"",
                    "ALTER TABLE \"Odd name\" ALTER COLUMN \"select\" SET NOT NULL | column public.\"Odd name\".\"select\"",
                    "CREATE TABLE orders (id int PRIMARY KEY, exercise int REFERENCES exercises) | table public.orders",
                    "TRUNCATE workouts; ALTER TABLE workouts SET LOGGED, SET (fillfactor = 80) | table public.workouts"
                })
        void is_found(String statement, String object) {
            List<String> changed = SUPERUSER_STATEMENTS.matcher(statement).find()
                    ? objectsChangedBySuperuser(statement)
                    : objectsChangedBy(statement);
            assertThat(changed)
                    .contains(
                            object.replace("{user}", store.postgres().database().username()));
        }

        @Test
        void is_found_if_temporary_objects_have_the_names_of_system_tables() {
            assertThat(objectsChangedBy(
                            "CREATE TEMP TABLE pg_attribute (attrelid oid)",
                            "CREATE TEMP TABLE pg_class (oid oid)",
                            "ALTER TABLE workouts ADD COLUMN c int"))
                    .containsExactly("column order of public.workouts", "column public.workouts.c");
        }

        private List<String> objectsChangedBySuperuser(String statement) {
            store.postgres()
                    .executeAsAdmin("ALTER ROLE %1$s SUPERUSER"
                            .formatted(store.postgres().database().username()));
            try {
                return objectsChangedBy(statement);
            } finally {
                store.postgres()
                        .executeAsAdmin("ALTER ROLE %1$s NOSUPERUSER"
                                .formatted(store.postgres().database().username()));
            }
        }
    }

    @Nested
    class No_change {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "UPDATE exercises SET points_earned = 7 | SELECT nextval('ticket_number')",
                    "ALTER TABLE workouts ADD COLUMN c int NOT NULL DEFAULT 7 | ALTER TABLE workouts DROP COLUMN c",
                    "ALTER TABLE workouts ALTER COLUMN note SET NOT NULL | ALTER TABLE workouts ALTER COLUMN note DROP NOT NULL",
                    "GRANT SELECT ON workouts TO PUBLIC | REVOKE SELECT ON workouts FROM PUBLIC",
                    "DROP INDEX idx_exercises_user | CREATE INDEX idx_exercises_user ON exercises (user_id)",
                    "COMMENT ON TABLE workouts IS 'x' | COMMENT ON TABLE workouts IS NULL",
                    "CREATE EXTENSION citext | DROP EXTENSION citext",
                    "DROP VIEW strong_exercises |"
                            + " CREATE VIEW strong_exercises AS SELECT * FROM exercises WHERE points_earned > 10",
                    "CREATE TABLE lockstep_schema_history (id int PRIMARY KEY) | COMMENT ON TABLE"
                            + " lockstep_schema_history IS NULL",
                    "CREATE SCHEMA lockstep_journal | CREATE TABLE lockstep_journal.t (id serial PRIMARY KEY)",
                    "CREATE TEMP TABLE t (id int) | CREATE INDEX ON t (id)"
                })
        void is_found_after_the_inverse_statement(String statement, String inverse) {
            assertThat(objectsChangedBy(statement, inverse)).isEmpty();
        }

        @Test
        void is_found_after_search_path_is_set() {
            assertThat(objectsChangedBy("SET LOCAL search_path = pg_catalog", "SET LOCAL quote_all_identifiers = off"))
                    .isEmpty();
        }

        @Test
        void is_found_after_settings_that_affect_rendering_are_set() {
            assertThat(objectsChangedBy(
                            "SET LOCAL TimeZone = 'Asia/Jerusalem'",
                            "SET LOCAL DateStyle = 'ISO, DMY'",
                            "SET LOCAL bytea_output = 'escape'",
                            "SET LOCAL quote_all_identifiers = on"))
                    .isEmpty();
        }
    }
}
