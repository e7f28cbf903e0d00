package dev.lockstep.postgres.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.stack.digest.DigestComparison;
import dev.lockstep.stack.digest.PostgresDigest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CopiedStructureTest {
    private static final String[] EVERY_KIND = {
        "CREATE SCHEMA app",
        "COMMENT ON SCHEMA app IS 'of the application'",
        "CREATE TYPE app.mood AS ENUM ('sad', 'ok')",
        "CREATE TYPE app.address AS (street text, number integer)",
        "CREATE TYPE app.span AS RANGE (SUBTYPE = float8)",
        "CREATE DOMAIN app.positive AS integer CONSTRAINT is_positive CHECK (VALUE > 0)",
        "CREATE COLLATION app.by_bytes (PROVIDER = libc, LOCALE = 'C')",
        "CREATE SEQUENCE app.ticket INCREMENT BY 5 START WITH 100 CACHE 3",
        "SELECT nextval('app.ticket')",
        "CREATE FUNCTION app.twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'",
        "CREATE PROCEDURE app.nothing() LANGUAGE plpgsql AS $$ BEGIN END $$",
        "CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN NEW.touched := coalesce(NEW.touched, 0) + 1; RETURN NEW; END $$",
        "CREATE TABLE app.people (id serial PRIMARY KEY, name text NOT NULL CHECK (name IN ('ann', 'bob') OR name LIKE 'n%'),"
                + " age app.positive, email varchar(80) UNIQUE, mood app.mood DEFAULT 'ok', home app.address, span app.span,"
                + " code text COLLATE app.by_bytes, touched integer,"
                + " doubled integer GENERATED ALWAYS AS (app.twice(touched)) STORED,"
                + " ticket bigint DEFAULT nextval('app.ticket')) WITH (fillfactor = 70)",
        "CREATE TRIGGER on_change BEFORE INSERT OR UPDATE ON app.people FOR EACH ROW EXECUTE FUNCTION app.touch()",
        "CREATE TABLE app.disabled (id integer)",
        "CREATE TRIGGER off BEFORE INSERT ON app.disabled FOR EACH ROW EXECUTE FUNCTION app.touch()",
        "ALTER TABLE app.disabled DISABLE TRIGGER off",
        "INSERT INTO app.people (name, age, email, home, span, code) SELECT 'n' || g, 1 + g % 90, g || '@x.example',"
                + " ROW('s', g)::app.address, app.span(g, g + 0.5), 'c' || g FROM generate_series(1, 50) g",
        "CREATE TABLE app.orders (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 7) PRIMARY KEY,"
                + " person integer REFERENCES app.people ON DELETE CASCADE, total numeric, note json)",
        "INSERT INTO app.orders (person, total, note) SELECT g, g * 1.50, '{\"b\": 1,  \"a\": 2}' FROM generate_series(1, 30) g",
        "ALTER TABLE app.orders ALTER COLUMN note SET STORAGE EXTERNAL, ALTER COLUMN total SET STATISTICS 500",
        "CREATE RULE no_delete AS ON DELETE TO app.orders DO INSTEAD NOTHING",
        "CREATE INDEX people_by_name ON app.people (lower(name)) WHERE age > 5",
        "COMMENT ON INDEX app.people_by_name IS 'for the search'",
        "COMMENT ON COLUMN app.people.age IS 'in years'",
        "CREATE STATISTICS app.people_statistics ON name, age FROM app.people",
        "CREATE VIEW app.adults WITH (security_barrier) AS SELECT id, name, mood FROM app.people WHERE age >= 18",
        "CREATE VIEW app.adult_names AS SELECT name FROM app.adults",
        "CREATE MATERIALIZED VIEW app.oldest AS SELECT max(age) AS age FROM app.people",
        "CREATE UNIQUE INDEX oldest_age ON app.oldest (age)",
        "CREATE TABLE app.events (at date NOT NULL, n integer, PRIMARY KEY (at, n)) PARTITION BY RANGE (at)",
        "CREATE TABLE app.events_1 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"
                + " PARTITION BY LIST (n)",
        "CREATE TABLE app.events_1_1 PARTITION OF app.events_1 DEFAULT",
        "CREATE TABLE app.events_2 PARTITION OF app.events DEFAULT",
        "CREATE INDEX events_by_n ON app.events (n)",
        "INSERT INTO app.events SELECT date '2026-12-20' + g, g FROM generate_series(1, 20) g",
        "CREATE TABLE app.base (b integer CHECK (b > 0))",
        "CREATE TABLE app.derived (c integer) INHERITS (app.base)",
        "INSERT INTO app.derived VALUES (1, 2)",
        "CREATE TABLE app.secured (owner name, value text)",
        "CREATE POLICY own_rows ON app.secured FOR SELECT USING (owner = current_user)",
        "ALTER TABLE app.secured ENABLE ROW LEVEL SECURITY",
        "INSERT INTO app.secured VALUES ('somebody', 'x')",
        "CREATE UNLOGGED TABLE app.unlogged (id integer)",
        "CREATE TABLE app.without_columns ()",
        "CREATE TABLE \"app\".\"Odd \"\"name\" (\"select\" integer, \"a.b\" text)",
        "INSERT INTO app.\"Odd \"\"name\" VALUES (1, E'tab\\t, \\\\ and new\\nline')",
        "GRANT USAGE ON SCHEMA app TO PUBLIC",
        "GRANT SELECT ON app.people TO PUBLIC",
        "GRANT UPDATE (email) ON app.people TO PUBLIC",
        "GRANT USAGE ON SEQUENCE app.ticket TO PUBLIC",
        "REVOKE EXECUTE ON FUNCTION app.twice(integer) FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        "CREATE PUBLICATION changes FOR TABLE app.people",
        "CREATE EXTENSION pgcrypto"
    };

    private final TestPostgres postgres = TestPostgres.fresh().allowRehearsals();

    @BeforeEach
    void create() {
        postgres.execute(EVERY_KIND);
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    @Nested
    class A_copy_of_all_rows {
        @Test
        void has_the_same_definitions_and_rows() {
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(scenario.contents().notes())
                        .singleElement()
                        .asString()
                        .matches("all \\d+ definitions of the target are the same in the copy");
                assertThat(scenario.contents().complete()).isTrue();
                DigestComparison comparison = PostgresDigest.of(
                                postgres.asAdmin().database())
                        .compareWith(
                                PostgresDigest.of(scenario.database().asAdmin().database()));
                assertThat(comparison.differences()).isEmpty();
            }
        }

        @Test
        void has_the_values_of_sequences() {
            String values =
                    "SELECT string_agg(format('%s %s %s', schemaname, sequencename, last_value), ', ' ORDER BY 1)"
                            + " FROM pg_sequences WHERE schemaname <> 'lockstep_journal'";
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(scenario.value(values)).isEqualTo(postgres.value(values));
            }
        }

        @Test
        void has_no_journal_and_another_identity() {
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(scenario.value("SELECT to_regnamespace('lockstep_journal') IS NULL"))
                        .isEqualTo("t");
                assertThat(scenario.copy().target().journal().identity())
                        .isNotEqualTo(scenario.target().journal().identity());
            }
        }

        @Test
        void fires_no_trigger() {
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(scenario.value("SELECT sum(touched) FROM app.people"))
                        .isEqualTo(postgres.value("SELECT sum(touched) FROM app.people"));
            }
        }

        @Test
        void can_be_connected_to_by_its_owner_only() {
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(scenario.value("SELECT has_database_privilege('public', current_database(), 'CONNECT')"))
                        .isEqualTo("f");
                assertThat(scenario.value("SELECT has_database_privilege('public', current_database(), 'TEMPORARY')"))
                        .isEqualTo("t");
            }
        }
    }

    @Nested
    class A_database {
        @Test
        void gives_its_settings_to_the_copy() {
            String name = postgres.database().name();
            postgres.executeAsAdmin(
                    "ALTER DATABASE %s SET search_path = app, \"$user\", public".formatted(name),
                    "ALTER DATABASE %s SET app.tenant = 'it''s one'".formatted(name),
                    "ALTER ROLE %s IN DATABASE %s SET work_mem = '7MB'".formatted(name, name));
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(scenario.value("SELECT current_setting('search_path')"))
                        .isEqualTo("app, \"$user\", public");
                assertThat(scenario.contents().notes())
                        .anyMatch(note -> note.startsWith(
                                "the copy lacks the setting app.tenant of the database: ERROR: permission denied"));
                assertThat(scenario.value("SELECT current_setting('work_mem')")).isEqualTo("7MB");
            }
        }

        @Test
        void gives_privileges_with_and_without_grant_option_to_the_copy() {
            String name = postgres.database().name();
            postgres.executeAsAdmin(
                    "GRANT CREATE ON DATABASE %s TO pg_monitor WITH GRANT OPTION".formatted(name),
                    "GRANT TEMPORARY ON DATABASE %s TO pg_monitor".formatted(name));
            String privileges = "SELECT string_agg(x.privilege_type || ' ' || x.is_grantable, ', ' ORDER BY 1)"
                    + " FROM pg_database d, aclexplode(d.datacl) x"
                    + " WHERE d.datname = current_database() AND x.grantee = 'pg_monitor'::regrole";
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(scenario.value(privileges)).isEqualTo("CREATE true, TEMPORARY false");
            }
        }

        @Test
        void gives_its_encoding_and_locale_to_the_copy() {
            String latin = postgres.database().name() + "_latin";
            postgres.executeAsAdmin(
                    "CREATE DATABASE %s OWNER %s TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
                            .formatted(latin, postgres.database().username()));
            try (TestPostgres other = postgres.withName(latin);
                    CopyScenario scenario = CopyScenario.all(other)) {
                assertThat(
                                scenario.value(
                                        "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate || ' ' || datctype FROM pg_database WHERE datname = current_database()"))
                        .isEqualTo("LATIN1 C C");
            }
        }

        @Test
        void without_schema_public_has_a_copy_without_it() {
            postgres.execute("SET ROLE pg_database_owner; DROP SCHEMA public CASCADE");
            postgres.execute("ALTER ROLE %s SET search_path = app"
                    .formatted(postgres.database().username()));
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(scenario.value("SELECT to_regnamespace('public') IS NULL"))
                        .isEqualTo("t");
            }
        }
    }

    @Nested
    class Objects_that_are_not_created {
        @Test
        void are_named_in_the_notes() {
            postgres.asAdmin()
                    .execute(
                            "CREATE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer)",
                            "CREATE OPERATOR app.### (LEFTARG = integer, RIGHTARG = integer, FUNCTION = int4lt)",
                            "CREATE FUNCTION app.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                            "CREATE EVENT TRIGGER audit ON ddl_command_end EXECUTE FUNCTION app.on_ddl()",
                            "CREATE FOREIGN DATA WRAPPER nowhere",
                            "CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere",
                            "CREATE FOREIGN TABLE app.far (id integer) SERVER elsewhere",
                            "CREATE VIEW public.of_far AS SELECT * FROM app.far",
                            "SELECT lo_create(0)");
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                String notes = String.join("\n", scenario.contents().notes());
                assertThat(notes)
                        .contains(
                                "the copy lacks ",
                                "event trigger audit",
                                "foreign server elsewhere",
                                "operator app.###",
                                "routine app.total(integer)",
                                "table app.far",
                                "table public.of_far",
                                "the server refused table public.of_far: ",
                                "the copy has no large objects");
            }
        }
    }
}
