package dev.lockstep.postgres.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.target.JdbcConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The server prints {@link #WRITTEN} as {@link #PRINTED}, and prints that in a third way after it has parsed it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JdbcDefinitionEquivalenceTest {
    private static final String WRITTEN = "{code} IN ('a', 'b')";
    private static final String PRINTED =
            "({code})::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])";
    private static final String OTHER = "{code} IN ('a', 'c')";

    private final PostgresContractStore store = new PostgresContractStore(
            "CREATE TABLE \"Code's\" (code varchar(20), n int, flag boolean)",
            "CREATE FUNCTION return_new() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
    private final JdbcCatalog catalog = new JdbcCatalog("\"public\".\"lockstep_schema_history\"");
    private final JdbcCatalogDefinitions definitions =
            new JdbcCatalogDefinitions("\"public\".\"lockstep_schema_history\"");
    private Connection connection;
    private JdbcClient jdbc;

    @BeforeAll
    void connect() throws SQLException {
        connection = store.postgres().database().connect();
        connection.setAutoCommit(false);
        jdbc = JdbcClient.create(JdbcConnections.dataSourceOf(connection));
    }

    @AfterEach
    void rollBack() throws SQLException {
        connection.rollback();
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
        store.close();
    }

    private void execute(String statement) {
        try (Statement open = connection.createStatement()) {
            open.setEscapeProcessing(false);
            open.execute(statement);
        } catch (SQLException e) {
            throw new DataIntegrityViolationException(statement, e);
        }
    }

    private String definitionOf(String object) {
        return String.valueOf(catalog.find(jdbc, List.of(object)).definitionOf(object));
    }

    private boolean areEquivalent(String object, @Nullable String before, @Nullable String after) {
        return areEquivalent(new CatalogChange(object, before, after), this::execute);
    }

    private boolean areEquivalent(CatalogChange change, Consumer<String> scratch) {
        return new JdbcDefinitionEquivalence(jdbc, scratch, definitions).holds(change);
    }

    @Nested
    class Two_texts_of_one_expression {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "ALTER TABLE {t} DROP CONSTRAINT c | ALTER TABLE {t} ADD CONSTRAINT c CHECK ({x}) |"
                            + " constraint c on public.{t}",
                    "DROP INDEX i | CREATE INDEX i ON {t} (n) WHERE {x} | index public.i",
                    "DROP INDEX i | CREATE UNIQUE INDEX i ON {t} (({x})) | index public.i",
                    "ALTER TABLE {t} DROP COLUMN g | ALTER TABLE {t} ADD COLUMN g boolean GENERATED ALWAYS AS ({x}) STORED |"
                            + " column public.{t}.g",
                    "ALTER TABLE {t} ALTER COLUMN flag DROP DEFAULT |"
                            + " ALTER TABLE {t} ALTER COLUMN flag SET DEFAULT ({constant}{x}) | column public.{t}.flag",
                    "DROP POLICY p ON {t} | CREATE POLICY p ON {t} USING ({x}) WITH CHECK ({x}) | policy p on public.{t}",
                    "DROP POLICY p ON {t} | CREATE POLICY p ON {t} FOR INSERT WITH CHECK ({x}) | policy p on public.{t}",
                    "DROP TRIGGER r ON {t} | CREATE TRIGGER r BEFORE UPDATE OF n ON {t} FOR EACH ROW WHEN ({new}{x})"
                            + " EXECUTE FUNCTION return_new() | trigger r on public.{t}",
                    "DROP RULE r ON {t} | CREATE RULE r AS ON DELETE TO {t} WHERE {old}{x} DO ALSO NOTHING |"
                            + " rule r on public.{t}",
                    "DROP VIEW v | CREATE VIEW v AS SELECT * FROM {t} WHERE {x} | table public.v",
                    "DROP MATERIALIZED VIEW v | CREATE MATERIALIZED VIEW v AS SELECT * FROM {t} WHERE {x} | table public.v",
                    "DROP STATISTICS s | CREATE STATISTICS s ON n, ({x}) FROM {t} | statistics public.s",
                    "DROP FUNCTION f | CREATE FUNCTION f(code varchar) RETURNS boolean LANGUAGE sql RETURN {x} |"
                            + " routine public.f(code character varying)",
                    "DROP DOMAIN d | CREATE DOMAIN d AS varchar(20) CONSTRAINT c CHECK ({value}{x}) |"
                            + " constraint c on public.d",
                    "DROP DOMAIN d | CREATE DOMAIN d AS boolean DEFAULT ({constant}{x}) | type public.d",
                    "DROP TABLE pt | CREATE TABLE pt (code varchar(20)) PARTITION BY LIST (({x})) | table public.pt"
                })
        void are_equal_if_the_server_prints_one_for_the_other(String drop, String create, String object) {
            String name = object.replace("{t}", "\"Code's\"");
            String before = definition(create, WRITTEN, name);
            execute(drop.replace("{t}", "\"Code's\""));
            String after = definition(create, PRINTED, name);
            execute(drop.replace("{t}", "\"Code's\""));
            String other = definition(create, OTHER, name);
            assertThat(before).isNotNull().isNotEqualTo(after);
            assertThat(areEquivalent(name, before, after)).isTrue();
            assertThat(areEquivalent(name, before, other)).isFalse();
        }

        private @Nullable String definition(String create, String expression, String object) {
            String column = "code";
            for (String[] marker : new String[][] {
                {"{constant}", "'x'::varchar(20)"}, {"{new}", "new.code"}, {"{old}", "old.code"}, {"{value}", "VALUE"}
            }) {
                column = create.contains(marker[0]) ? marker[1] : column;
            }
            execute(create.replace("{t}", "\"Code's\"")
                    .replaceAll("\\{(constant|new|old|value)}", "")
                    .replace("{x}", expression.replace("{code}", column)));
            return catalog.find(jdbc, List.of(object)).definitionOf(object);
        }

        @Test
        void are_different_if_other_properties_differ() {
            execute("CREATE INDEX i ON exercises (user_id) WHERE user_id > 0");
            String before = definitionOf("index public.i");
            assertThat(areEquivalent("index public.i", before, "index; clustered" + before.substring(5)))
                    .isFalse();
        }

        @Test
        void are_different_if_they_are_of_different_tables() {
            execute("CREATE INDEX i ON exercises (user_id)");
            String after = definitionOf("index public.i");
            String before = after.replace("public.exercises", "public.workouts");
            List<String> executed = new ArrayList<>();
            assertThat(areEquivalent(new CatalogChange("index public.i", before, after), statement -> {
                        executed.add(statement);
                        execute(statement);
                    }))
                    .isFalse();
            assertThat(executed).isNotEmpty().noneMatch(statement -> statement.contains("public.workouts"));
        }

        @Test
        void are_different_if_a_literal_differs_by_the_word_ONLY() {
            execute("CREATE VIEW v AS SELECT 'x ON ONLY y'::text AS note");
            String before = definitionOf("table public.v");
            assertThat(areEquivalent("table public.v", before, before.replace("x ON ONLY y", "x ON y")))
                    .isFalse();
        }
    }

    @Nested
    class A_text_with_another_spelling {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "CREATE TABLE days (d date) PARTITION BY RANGE (d); CREATE TABLE days_1 PARTITION OF days"
                            + " FOR VALUES FROM ('2020-01-01') TO ('2020-02-01') |"
                            + " partition bound of public.days_1 | '2020-01-01' | '2020/01/01'",
                    "CREATE PUBLICATION pub FOR TABLE exercises WHERE (user_id > 0) |"
                            + " publication pub of public.exercises | user_id > 0 | 0 < user_id AND user_id > 0",
                    "CREATE PUBLICATION pub FOR TABLE exercises WHERE (user_id > 0) |"
                            + " publication pub of public.exercises | user_id > 0 | ((user_id) > 0)",
                    "CREATE TABLE parts (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF parts FOR VALUES IN (1);"
                            + " CREATE INDEX i ON ONLY parts ((a + 1)) | index public.i | ((a + 1)) | (((a) + (1)))"
                })
        void is_equal_if_it_has_the_same_meaning(String create, String object, String part, String spelling) {
            execute(create);
            String printed = definitionOf(object);
            assertThat(printed).contains(part);
            assertThat(areEquivalent(object, printed.replace(part, spelling), printed))
                    .isEqualTo(!spelling.contains("AND"));
        }
    }
}
