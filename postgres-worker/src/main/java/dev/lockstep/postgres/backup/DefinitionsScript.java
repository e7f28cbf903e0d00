package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.target.SqlQuoting;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectOrder;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements that create the objects of a backup, as a script for people. */
final class DefinitionsScript {
    private DefinitionsScript() {}

    static String of(DatabaseDefinitions definitions) {
        List<CatalogObject> ordered =
                definitions.objects().stream().sorted(ObjectOrder.CREATION).toList();
        Stream<String> objects = ordered.stream()
                .flatMap(object ->
                        Stream.concat(Stream.of("-- " + object.object().replace("\n", " ")), statements(object)));
        Stream<String> rows = definitions.tables().stream()
                .filter(table -> table.file() != null)
                .map(table -> "-- COPY %s (%s) FROM the file %s, %d rows"
                        .formatted(table.shape().name(), table.shape().storedNames(), table.file(), table.rows()));
        Stream<String> sequences = definitions.sequences().stream().map(DefinitionsScript::setValue);
        return Stream.of(objects, rows, sequences).flatMap(lines -> lines).collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<String> statements(CatalogObject object) {
        boolean isPartOfTable = object.kind().equals("column") && object.has(Purpose.CREATE);
        Stream<String> created = isPartOfTable ? Stream.of() : object.statements(Purpose.CREATE);
        return Stream.concat(
                        created,
                        object.has(Purpose.CREATE) && !isPartOfTable ? Stream.of() : object.statements(Purpose.ALIGN))
                .map(sql -> sql.endsWith(";") ? sql : sql + ";");
    }

    /** The statement that gives a sequence its value. */
    static String setValue(DatabaseDefinitions.Sequence sequence) {
        return "SELECT pg_catalog.setval(%s, %d, %s);"
                .formatted(SqlQuoting.literal(sequence.name()), sequence.lastValue(), sequence.called());
    }
}
