package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.DriftResult.Difference;
import dev.lockstep.contract.protocol.DriftResult.Kind;
import dev.lockstep.contract.protocol.TargetRequest.ExpectedStep;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.unit.CatalogSnapshot;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.worker.TargetRequests.StoreDrift;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Compares the schema history and the catalog with what steps have left: the journal has the definition of each object that
 * a step has changed. Reads only the rows of the given steps, and the current definitions of their objects.
 */
public final class JdbcDrift {
    private static final String NO_OBJECT = "(no such object)";
    /** The steps as a table with their order. */
    private static final String STEPS =
            "unnest(CAST(:migrations AS uuid[]), CAST(:steps AS text[])) WITH ORDINALITY AS s (migration, step, number)";

    private final JdbcConnections connections;

    public JdbcDrift(JdbcConnections connections) {
        this.connections = connections;
    }

    /** A catalog object as the last of the steps has left it; without a definition if it was dropped. */
    private record LeftObject(String object, @Nullable String definition, boolean certain) {}

    /** Finds the differences. Steps that are later in the list are applied later. */
    public StoreDrift find(List<ExpectedStep> steps) {
        String name = connections.settings().historyTable();
        return connections.inTransaction(jdbc -> {
            JdbcHistoryAccess access = JdbcHistoryAccess.read(jdbc, name);
            return steps.isEmpty() || access.schema() == null
                    ? new StoreDrift(0, List.of())
                    : find(jdbc, HistoryTableName.of(access.schema(), name), access.exists(), steps);
        });
    }

    private static StoreDrift find(
            JdbcClient jdbc, HistoryTableName table, boolean hasHistory, List<ExpectedStep> steps) {
        Map<String, LeftObject> left = new LinkedHashMap<>();
        leftObjects(jdbc, steps).forEach(object -> left.put(object.object(), object));
        List<Difference> differences = new ArrayList<>(historyDifferences(jdbc, table, hasHistory, steps));
        differences.addAll(catalogDifferences(jdbc, new JdbcCatalog(table.qualified()), left));
        List<Difference> indexes = new ArrayList<>();
        int comparedIndexes = compareIndexes(jdbc, steps, indexes);
        differences.addAll(indexes);
        return new StoreDrift(left.size() + comparedIndexes, differences);
    }

    private static StatementSpec ofSteps(JdbcClient jdbc, String sql, List<ExpectedStep> steps) {
        return jdbc.sql(sql)
                .param(
                        "migrations",
                        steps.stream().map(step -> step.migration().toString()).toArray(String[]::new))
                .param("steps", steps.stream().map(step -> step.step().value()).toArray(String[]::new));
    }

    /** All changes in the order of the steps, so that a later one of the same object replaces an earlier one. */
    private static List<LeftObject> leftObjects(JdbcClient jdbc, List<ExpectedStep> steps) {
        return ofSteps(
                        jdbc,
                        """
                        SELECT s.number, c.object, c.definition_after
                          FROM %s
                          JOIN lockstep_journal.catalog_change c ON c.migration = s.migration AND c.step = s.step
                         ORDER BY s.number"""
                                .formatted(STEPS),
                        steps)
                .query((row, _number) -> new LeftObject(
                        row.getString("object"),
                        row.getString("definition_after"),
                        steps.get(row.getInt("number") - 1).certain()))
                .list();
    }

    private static List<Difference> catalogDifferences(
            JdbcClient jdbc, JdbcCatalog catalog, Map<String, LeftObject> left) {
        if (left.isEmpty()) {
            return List.of();
        }
        CatalogSnapshot current = catalog.find(jdbc, left.keySet());
        return left.values().stream()
                .filter(LeftObject::certain)
                .filter(object -> !Objects.equals(object.definition(), current.definitionOf(object.object())))
                .map(object -> difference(object.object(), object.definition(), current.definitionOf(object.object())))
                .toList();
    }

    private static Difference difference(String unit, @Nullable String expected, @Nullable String found) {
        return new Difference(
                Kind.CATALOG,
                unit,
                Objects.requireNonNullElse(expected, NO_OBJECT),
                Objects.requireNonNullElse(found, NO_OBJECT));
    }

    private static List<Difference> historyDifferences(
            JdbcClient jdbc, HistoryTableName table, boolean hasHistory, List<ExpectedStep> steps) {
        record Script(int step, String version, String name) {}
        List<Script> scripts = ofSteps(
                        jdbc,
                        """
                        SELECT s.number, r.version, r.history_script
                          FROM %s
                          JOIN lockstep_journal.sql_script r ON r.migration = s.migration AND r.step = s.step
                         WHERE r.state = 'APPLIED' ORDER BY s.number"""
                                .formatted(STEPS),
                        steps)
                .query((row, _number) ->
                        new Script(row.getInt("number") - 1, row.getString("version"), row.getString("history_script")))
                .list();
        if (scripts.isEmpty()) {
            return List.of();
        }
        FlywayHistoryRows rows = hasHistory ? new JdbcHistoryRows(table).read(jdbc) : new FlywayHistoryRows(List.of());
        List<Difference> differences = new ArrayList<>();
        for (Script script : scripts) {
            String found = rows.find(script.version())
                    .map(row -> row.success() ? row.script() : row.script() + " (failed)")
                    .orElse("(not applied)");
            if (steps.get(script.step()).certain() && !found.equals(script.name())) {
                differences.add(new Difference(Kind.HISTORY, "version " + script.version(), script.name(), found));
            }
        }
        return differences;
    }

    /** Compares the indexes of steps that create one; such a step has no catalog change. */
    private static int compareIndexes(JdbcClient jdbc, List<ExpectedStep> steps, List<Difference> differences) {
        List<Runnable> compared = ofSteps(
                        jdbc,
                        """
                        SELECT s.number, i.index_name, i.definition,
                               CASE WHEN x.indisvalid THEN pg_catalog.pg_get_indexdef(i.oid::oid) END AS found
                          FROM %s
                          JOIN lockstep_journal.created_index i ON i.migration = s.migration AND i.step = s.step
                          LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = i.oid::oid
                         WHERE i.state = 'CREATED' ORDER BY s.number"""
                                .formatted(STEPS),
                        steps)
                .<Runnable>query((row, _number) -> {
                    String name = row.getString("index_name");
                    String expected = row.getString("definition");
                    String found = row.getString("found");
                    boolean certain = steps.get(row.getInt("number") - 1).certain();
                    return () -> {
                        if (certain && !Objects.equals(expected, found)) {
                            differences.add(difference("index " + name, expected, found));
                        }
                    };
                })
                .list();
        compared.forEach(Runnable::run);
        return compared.size();
    }
}
