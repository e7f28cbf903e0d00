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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
                .contains("after up", "constraint t_a_not_null on public.t", "null values");
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
        schemas.target.executeAsAdmin("CREATE ROLE stranger_of_schemas");
        try {
            schemas.other.asAdmin().execute("ALTER TABLE t OWNER TO stranger_of_schemas");
            assertThat(refusedAsNotExact().message()).contains("privileges on table public.t", "stranger_of_schemas");
        } finally {
            schemas.other.asAdmin().execute("DROP OWNED BY stranger_of_schemas");
            schemas.target.executeAsAdmin("DROP ROLE stranger_of_schemas");
        }
    }

    @Test
    void statements_that_end_the_transaction_are_refused() {
        for (String statement : List.of("COMMIT", "CREATE TABLE t (a integer); COMMIT", "DROP TABLE kept; SELECT 1")) {
            List<DefinedObject> objects =
                    new ArrayList<>(SchemaPair.packed(schemas.other).unpack().objects());
            objects.add(new DefinedObject(
                    "table public.t", "table", List.of(new DefinitionStatement(StatementPurpose.CREATE, statement))));
            TargetReport report = schemas.report(PackedSchema.of(SchemaDefinitions.of("18", objects)));
            assertThat(report).isInstanceOfSatisfying(TargetReport.Failed.class, failed -> assertThat(
                            failed.failure().code())
                    .isEqualTo("schema-statement-refused"));
        }
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
    void content_that_is_no_document_is_refused() {
        assertThat(schemas.report(new PackedSchema(1, "bm90IGd6aXA=")))
                .isInstanceOfSatisfying(
                        TargetReport.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("schema-not-readable"));
    }
}
