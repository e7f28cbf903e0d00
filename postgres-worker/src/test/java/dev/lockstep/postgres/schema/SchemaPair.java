package dev.lockstep.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.SchemaDefinitions;
import dev.lockstep.contract.protocol.SchemaDefinitions.DefinedObject;
import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.RequestedTarget;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Two databases of one owner: a target, and one with the wanted schema. */
final class SchemaPair implements AutoCloseable {
    final TestPostgres target;
    final TestPostgres other;
    private boolean withDrops;
    private boolean withoutPrivileges;

    SchemaPair() {
        target = TestPostgres.fresh();
        other = secondOf(target);
    }

    private SchemaPair(TestPostgres target, TestPostgres other) {
        this.target = target;
        this.other = other;
    }

    /** The same databases, with an option of the target. */
    SchemaPair withOption(String option, String value) {
        return new SchemaPair(target.withOption(option, value), other);
    }

    private static TestPostgres secondOf(TestPostgres first) {
        String name = first.database().name() + "_wanted";
        first.executeAsAdmin(
                "CREATE DATABASE %s OWNER %s".formatted(name, first.database().username()));
        return first.withName(name);
    }

    /** Runs statements in both databases. */
    SchemaPair both(String... statements) {
        target.execute(statements);
        other.execute(statements);
        return this;
    }

    SchemaPair target(String... statements) {
        target.execute(statements);
        return this;
    }

    SchemaPair wanted(String... statements) {
        other.execute(statements);
        return this;
    }

    SchemaPair withDrops() {
        withDrops = true;
        return this;
    }

    SchemaPair withoutPrivileges() {
        withoutPrivileges = true;
        return this;
    }

    static PackedSchema packed(TestPostgres database) {
        try (ConnectedTarget connected = database.connect()) {
            TargetReport report =
                    new RequestedTarget(connected).report(new TargetRequest.Schema(RequestedTarget.header()));
            assertThat(report).isInstanceOf(TargetReport.Schema.class);
            return ((TargetReport.Schema) report).result();
        }
    }

    /** The definitions by name, without the order of columns. */
    static SortedMap<String, String> definitions(TestPostgres database) {
        SortedMap<String, String> definitions = new TreeMap<>();
        for (DefinedObject object : packed(database).unpack().objects()) {
            if (!object.object().startsWith(CatalogChange.COLUMN_ORDER)) {
                definitions.put(object.object(), object.definition());
            }
        }
        return definitions;
    }

    TargetReport report(PackedSchema wanted) {
        try (ConnectedTarget connected = target.connect()) {
            return new RequestedTarget(connected)
                    .report(new TargetRequest.SchemaDifference(
                            RequestedTarget.header(), wanted, withDrops, withoutPrivileges));
        }
    }

    /** The schema with a change of one object. */
    static PackedSchema changed(PackedSchema schema, String object, UnaryOperator<DefinedObject> change) {
        List<DefinedObject> objects = schema.unpack().objects();
        assertThat(objects).extracting(DefinedObject::object).contains(object);
        return PackedSchema.of(SchemaDefinitions.of(
                "18",
                objects.stream()
                        .map(found -> found.object().equals(object) ? change.apply(found) : found)
                        .toList()));
    }

    SchemaDifferenceResult difference() {
        return difference(packed(other));
    }

    SchemaDifferenceResult difference(PackedSchema wanted) {
        TargetReport report = report(wanted);
        assertThat(report).isInstanceOf(TargetReport.SchemaDifference.class);
        return ((TargetReport.SchemaDifference) report).result();
    }

    StepFailure refusal() {
        TargetReport report = report(packed(other));
        assertThat(report).isInstanceOf(TargetReport.Failed.class);
        return ((TargetReport.Failed) report).failure();
    }

    void run(List<Statement> statements) {
        target.execute(statements.stream().map(Statement::sql).toArray(String[]::new));
    }

    /** Finds the statements, and runs them for the wanted definitions, and then for those from before. */
    SchemaDifferenceResult expectExact() {
        SortedMap<String, String> before = definitions(target);
        SchemaDifferenceResult difference = difference();
        assertThat(definitions(target)).as("after the trial").isEqualTo(before);
        run(difference.up());
        assertThat(definitions(target)).as("after up").isEqualTo(definitions(other));
        run(difference.down());
        assertThat(definitions(target)).as("after down").isEqualTo(before);
        return difference;
    }

    static List<String> sql(List<Statement> statements) {
        return statements.stream().map(Statement::sql).toList();
    }

    @Override
    public void close() {
        other.close();
        target.close();
    }
}
