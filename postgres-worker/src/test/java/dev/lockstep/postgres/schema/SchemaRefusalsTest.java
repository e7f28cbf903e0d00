package dev.lockstep.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.SchemaDefinitions;
import dev.lockstep.contract.protocol.SchemaDefinitions.DefinedObject;
import dev.lockstep.contract.protocol.SchemaDefinitions.DefinitionStatement;
import dev.lockstep.contract.protocol.SchemaDefinitions.StatementPurpose;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetReport;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no statements bring about exactly is refused, and changes nothing. */
class SchemaRefusalsTest {
    private final SchemaPair schemas = new SchemaPair();

    @AfterEach
    void close() {
        schemas.close();
    }

    private StepFailure refusedAsNotExact() {
        SortedMap<String, String> before = SchemaPair.definitions(schemas.target);
        StepFailure refusal = schemas.refusal();
        assertThat(refusal.code()).isEqualTo("schema-difference-not-exact");
        assertThat(SchemaPair.definitions(schemas.target)).isEqualTo(before);
        return refusal;
    }

    @Test
    void rows_that_a_constraint_does_not_permit_are_named() {
        schemas.both("CREATE TABLE t (a integer)").target("INSERT INTO t VALUES (NULL)");
        schemas.wanted("ALTER TABLE t ALTER COLUMN a SET NOT NULL");
        assertThat(refusedAsNotExact().message())
                .startsWith("2 definitions differ after up from what is wanted; change them by hand first")
                .contains("constraint t_a_not_null on public.t", "null values");
    }

    @Test
    void objects_of_another_kind_are_named() {
        schemas.wanted(
                "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer)", "CREATE TABLE t (a integer)");
        assertThat(refusedAsNotExact().message())
                .contains("routine public.total(integer)", "there is no statement for this")
                .doesNotContain("table public.t");
    }

    @Test
    void a_column_with_values_does_not_become_computed() {
        schemas.target("CREATE TABLE t (a integer, b integer)");
        schemas.wanted("CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a) STORED)");
        assertThat(refusedAsNotExact().message()).contains("column public.t.b");
    }

    @Test
    void a_sequence_does_not_lose_its_position_for_an_identity() {
        schemas.target("CREATE TABLE t (id serial PRIMARY KEY)");
        schemas.wanted("CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");
        assertThat(refusedAsNotExact().message()).contains("column public.t.id");
    }

    @Test
    void another_owner_that_the_user_may_not_set_is_refused() {
        schemas.both("CREATE TABLE t (a integer)");
        schemas.target.executeAsAdmin("CREATE ROLE other_owner");
        try {
            schemas.other.asAdmin().execute("ALTER TABLE t OWNER TO other_owner");
            assertThat(refusedAsNotExact().message()).contains("privileges on table public.t", "other_owner");
        } finally {
            schemas.other.asAdmin().execute("DROP OWNED BY other_owner");
            schemas.target.executeAsAdmin("DROP ROLE other_owner");
        }
    }

    private void expectFailure(PackedSchema wanted, String code) {
        SortedMap<String, String> before = SchemaPair.definitions(schemas.target);
        TargetReport report = schemas.report(wanted);
        assertThat(report).isInstanceOfSatisfying(TargetReport.Failed.class, failed -> {
            assertThat(failed.failure().code()).as(failed.failure().message()).isEqualTo(code);
            assertThat(failed.failure())
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.effect())
                            .isEqualTo(StepFailure.Effect.NONE));
        });
        assertThat(SchemaPair.definitions(schemas.target)).isEqualTo(before).doesNotContainKey("table public.escaped");
    }

    /** The wanted schema with another object. */
    private PackedSchema with(String object, String... statements) {
        List<DefinedObject> objects =
                new ArrayList<>(SchemaPair.packed(schemas.other).unpack().objects());
        objects.add(new DefinedObject(
                object,
                "table",
                Stream.of(statements)
                        .map(statement -> new DefinitionStatement(StatementPurpose.CREATE, statement))
                        .toList()));
        return PackedSchema.of(SchemaDefinitions.of("18", objects));
    }

    /** The wanted schema with another definition of one object. */
    private PackedSchema withDefinition(String object, UnaryOperator<String> definition) {
        return SchemaPair.changed(
                SchemaPair.packed(schemas.other),
                object,
                found -> new DefinedObject(object, definition.apply(found.definition()), found.statements()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT",
                "/* CREATE TABLE */ COMMIT",
                "CREATE TABLE t (a integer); COMMIT",
                "CREATE TABLE t (a integer); COMMIT; CREATE TABLE escaped ()",
                "DROP TABLE kept; SELECT 1",
                "DO $$BEGIN PERFORM set_config('standard_conforming_strings', 'off', false); END$$",
                "SELECT setval('positions', 100)",
                "SET standard_conforming_strings = off",
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "CALL something()",
                "CREATE DATABASE escaped",
                "CREATE INDEX CONCURRENTLY escaped ON kept (a)",
                "PREPARE TRANSACTION 'escaped'"
            })
    void statements_that_the_catalog_does_not_print_are_refused(String statement) {
        schemas.both("CREATE SEQUENCE positions", "CREATE TABLE kept (a integer)");
        String position = schemas.target.value("SELECT last_value FROM positions");
        expectFailure(with("table public.t", statement), "schema-statement-refused");
        assertThat(schemas.target.value("SELECT last_value FROM positions")).isEqualTo(position);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "CREATE VIEW v AS SELECT 1 AS a | table public.v",
                "CREATE TABLE t (a integer DEFAULT 1) | column public.t.a",
                "CREATE TABLE t (a integer); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) | constraint c on public.t",
                "CREATE TABLE t (a integer); CREATE POLICY p ON t USING (a > 0) | policy p on public.t",
                "CREATE TABLE t (a integer); CREATE INDEX i ON t (a) | index public.i",
                "CREATE TABLE t (a integer); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING | rule r on public.t",
                "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1' | routine public.f()",
                "CREATE DOMAIN d AS integer CONSTRAINT c CHECK (VALUE > 0) | constraint c on public.d"
            })
    void definitions_with_further_statements_are_refused(String statements, String object) {
        schemas.both(statements);
        for (String end : List.of("; COMMIT; CREATE TABLE escaped ()", ";; CREATE TABLE escaped (); COMMIT; --")) {
            expectFailure(withDefinition(object, definition -> definition + end), "schema-statement-refused");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMIT -- public.f()",
                "DO 'BEGIN PERFORM set_config(''lock_timeout'', ''0'', false); END' -- public.f()",
                "CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS 'SELECT ''\\'; COMMIT; CREATE TABLE escaped (); --'"
            })
    void definitions_that_are_another_statement_are_refused(String text) {
        schemas.both("CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'");
        expectFailure(
                withDefinition(
                        "routine public.f()",
                        definition -> definition.substring(0, definition.indexOf('\n') + 1) + text),
                "schema-statement-refused");
    }

    @Test
    void a_function_that_changes_how_the_server_reads_literals_does_not_end_the_transaction() {
        schemas.both(
                "CREATE FUNCTION read_backslashes() RETURNS text LANGUAGE sql VOLATILE"
                        + " AS $$SELECT set_config('standard_conforming_strings', 'off', false)$$",
                "CREATE TABLE t (a integer)");
        schemas.target("INSERT INTO t VALUES (1)");
        expectFailure(
                with(
                        "table public.b",
                        "ALTER TABLE t ADD COLUMN b text DEFAULT read_backslashes()",
                        "COMMENT ON TABLE t IS '\\''; COMMIT; CREATE TABLE escaped (); --'"),
                "schema-difference-not-exact");
    }

    @Test
    void a_trial_that_takes_too_long_is_cancelled() {
        schemas.wanted("CREATE FUNCTION slow() RETURNS integer LANGUAGE sql AS 'SELECT 1 FROM pg_sleep(60)'");
        schemas.both("CREATE TABLE t (a integer)").target("INSERT INTO t VALUES (1)");
        schemas.target("CREATE FUNCTION slow() RETURNS integer LANGUAGE sql AS 'SELECT 1 FROM pg_sleep(60)'");
        schemas.wanted("ALTER TABLE t ADD CONSTRAINT slow CHECK (a = slow())");
        TargetReport report = schemas.withOption("dry-run-limit", "3s").report(SchemaPair.packed(schemas.other));
        assertThat(report).isInstanceOfSatisfying(TargetReport.Failed.class, failed -> assertThat(
                        failed.failure().code())
                .isEqualTo("schema-trial-limit"));
    }

    @Test
    void a_trial_of_many_objects_is_ended_at_its_limit() {
        String create = "DO $$BEGIN FOR i IN 1..500 LOOP"
                + " EXECUTE format('CREATE VIEW v%%s AS SELECT %%s AS a', i, i + %d); END LOOP; END$$";
        schemas.target(create.formatted(0)).wanted(create.formatted(1));
        TargetReport report = schemas.withOption("dry-run-limit", "1s").report(SchemaPair.packed(schemas.other));
        assertThat(report).isInstanceOfSatisfying(TargetReport.Failed.class, failed -> assertThat(
                        failed.failure().code())
                .isEqualTo("schema-trial-limit"));
    }

    private static String createSequences(int count) {
        return "DO $$BEGIN FOR i IN 1..%d LOOP EXECUTE format('CREATE SEQUENCE s%%s', i); END LOOP; END$$"
                .formatted(count);
    }

    @Test
    void more_kept_objects_than_a_result_has_room_for_are_counted() {
        schemas.target(createSequences(201));
        assertThat(schemas.refusal()).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("schema-difference-too-large");
            assertThat(refusal.message()).contains("201 objects", "at most 400000 and 200");
        });
    }

    @Test
    void as_many_kept_objects_as_a_result_has_room_for_are_kept() {
        schemas.target(createSequences(200));
        assertThat(schemas.difference().kept()).hasSize(200);
    }

    @Test
    void content_that_is_no_document_is_refused() {
        assertThat(schemas.report(new PackedSchema(1, "bm90IGd6aXA=")))
                .isInstanceOfSatisfying(
                        TargetReport.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("schema-not-readable"));
    }
}
