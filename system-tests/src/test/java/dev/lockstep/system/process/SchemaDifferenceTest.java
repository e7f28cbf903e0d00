package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.SchemaDefinitions;
import dev.lockstep.contract.protocol.SchemaDefinitions.DefinedObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A step made from the difference of two schemas, applied and rolled back. */
class SchemaDifferenceTest {
    private LockstepSystem system;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        TestData.create(system, 100);
    }

    private SchemaDefinitions schema() {
        system.api().targets().awaitAnswered(system.api().targets().request(LockstepSystem.POSTGRES, "schema", "{}"));
        return LockstepJson.messages()
                .treeToValue(system.api().targets().schemaOf(LockstepSystem.POSTGRES), SchemaDefinitions.class);
    }

    private static Map<String, String> definitions(SchemaDefinitions schema) {
        return schema.objects().stream()
                .filter(object -> !object.object().startsWith("column order of "))
                .collect(Collectors.toMap(DefinedObject::object, DefinedObject::definition));
    }

    private JsonNode difference(SchemaDefinitions wanted) {
        String body = "{\"wanted\": \"%s\", \"withDrops\": true}"
                .formatted(PackedSchema.of(wanted).content());
        return system.api()
                .targets()
                .awaitAnswered(system.api().targets().request(LockstepSystem.POSTGRES, "schema-difference", body))
                .path("schemaDifference");
    }

    private static String script(JsonNode statements) {
        return statements
                .valueStream()
                .map(statement -> statement.path("sql").asString() + ";")
                .collect(Collectors.joining("\n"));
    }

    private void execute(String... statements) throws SQLException {
        try (Connection database = system.targetDatabase().connect();
                Statement statement = database.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void gives_the_target_the_schema_and_is_rolled_back() throws SQLException {
        SchemaDefinitions wanted = schema();
        execute(
                "ALTER TABLE items ADD COLUMN note varchar(20) DEFAULT 'none', ALTER COLUMN n TYPE bigint",
                "CREATE INDEX items_note ON items (note)",
                "CREATE VIEW noted AS SELECT id, note FROM items");
        try {
            SchemaDefinitions before = schema();
            JsonNode difference = difference(wanted);
            String plan = TestPlans.script(script(difference.path("up")), script(difference.path("down")));
            system.api().awaitState(system.api().submitDryRun(plan), "DRY_RUN_COMPLETED");
            assertThat(definitions(schema())).isEqualTo(definitions(before));

            String migration = system.api().submit(plan);

            system.api().awaitState(migration, "COMPLETED");
            assertThat(definitions(schema())).isEqualTo(definitions(wanted));
            assertThat(difference(wanted).path("changed").asInt()).isZero();

            system.api().act(migration, "rollback", "{\"reason\": \"test\"}");
            system.api().awaitState(migration, "ROLLED_BACK");
            assertThat(definitions(schema())).isEqualTo(definitions(before));
        } finally {
            execute("DROP VIEW IF EXISTS noted");
        }
    }
}
