package dev.lockstep.postgres.schema;

import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.SchemaDefinitions;
import dev.lockstep.contract.protocol.SchemaDefinitions.DefinedObject;
import dev.lockstep.contract.protocol.SchemaDefinitions.DefinitionStatement;
import dev.lockstep.contract.protocol.SchemaDefinitions.StatementPurpose;
import dev.lockstep.postgres.unit.CatalogAddress;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import dev.lockstep.postgres.unit.ObjectStatement;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import dev.lockstep.worker.OperationFailed;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the definitions of all objects of a database, without those of Lockstep itself. */
final class JdbcSchema {
    /** Has no definition in any database. */
    private static final CatalogAddress ELSEWHERE = new CatalogAddress("pg_class", 0);

    private final JdbcClient jdbc;
    private final JdbcCatalogObjects catalog;
    private final String historyTable;

    /** @param historyTable the qualified and quoted name of the schema history table */
    JdbcSchema(JdbcClient jdbc, JdbcCatalog catalog, String historyTable) {
        this.jdbc = jdbc;
        this.catalog = catalog.objects();
        this.historyTable = historyTable;
    }

    /** The qualified name that a history table has, or would have, in the current schema. */
    static String historyTable(JdbcClient jdbc, String name) {
        return jdbc.sql("SELECT format('%I.%I', coalesce(current_schema(), 'public'), CAST(:name AS text))")
                .param("name", name)
                .query(String.class)
                .single();
    }

    JdbcCatalogObjects catalog() {
        return catalog;
    }

    /** All objects by their names, with their statements, as the current transaction sees them. */
    SortedMap<String, CatalogObject> read() {
        return catalog.withStatements(jdbc, definitions());
    }

    /** All objects by their names, without statements. */
    SortedMap<String, CatalogObject> definitions() {
        Set<CatalogAddress> all = catalog.all(jdbc);
        if (all.size() > SchemaDefinitions.MAX_OBJECTS) {
            throw tooLarge("the database has %d objects; at most %d are supported"
                    .formatted(all.size(), SchemaDefinitions.MAX_OBJECTS));
        }
        SortedMap<String, CatalogObject> objects = catalog.definitions(jdbc, all);
        String comment = "comment on table %s".formatted(historyTable);
        objects.keySet().removeIf(name -> name.equals(comment));
        return objects;
    }

    /** The objects in a message. */
    PackedSchema pack(SortedMap<String, CatalogObject> objects) {
        try {
            return PackedSchema.of(SchemaDefinitions.of(
                    serverVersion(),
                    objects.values().stream().map(JdbcSchema::defined).toList()));
        } catch (InvalidValue e) {
            throw tooLarge(String.valueOf(e.getMessage()));
        }
    }

    private String serverVersion() {
        return jdbc.sql("SELECT current_setting('server_version')")
                .query(String.class)
                .single();
    }

    private static OperationFailed tooLarge(String message) {
        return OperationFailed.withoutEffect("schema-too-large", message);
    }

    private static DefinedObject defined(CatalogObject object) {
        return new DefinedObject(
                object.object(),
                object.definition(),
                object.statements().stream()
                        .map(statement -> new DefinitionStatement(sent(statement.purpose()), statement.sql()))
                        .toList());
    }

    /** The objects of a message. They have no address, because they are those of another database. */
    static SortedMap<String, CatalogObject> unpack(PackedSchema packed) {
        SortedMap<String, CatalogObject> objects = new TreeMap<>();
        try {
            packed.unpack()
                    .objects()
                    .forEach(object -> objects.put(
                            object.object(),
                            new CatalogObject(
                                    ELSEWHERE,
                                    object.object(),
                                    object.definition(),
                                    object.statements().stream()
                                            .map(statement ->
                                                    new ObjectStatement(received(statement.purpose()), statement.sql()))
                                            .toList())));
        } catch (InvalidValue e) {
            throw OperationFailed.withoutEffect("schema-not-readable", e.getMessage() + "; " + e.hint());
        }
        return objects;
    }

    // Both have the same constants, and the message must not change when the journal does.
    private static StatementPurpose sent(Purpose purpose) {
        return StatementPurpose.valueOf(purpose.name());
    }

    private static Purpose received(StatementPurpose purpose) {
        return Purpose.valueOf(purpose.name());
    }
}
