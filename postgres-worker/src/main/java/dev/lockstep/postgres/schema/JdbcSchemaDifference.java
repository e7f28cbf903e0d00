package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import dev.lockstep.contract.protocol.SchemaDifferenceResult.KeptObject;
import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.DefinitionEquivalence;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds the statements that bring about other definitions, and those that undo them, by trying both one after the other in
 * the current transaction. Refuses what would not be exact.
 */
final class JdbcSchemaDifference {
    private static final String PRIVILEGES_ON = "privileges on ";
    private static final String DEPENDENTS_EXIST = "2BP01";
    private static final int MAX_SHOWN = 20;
    private static final int MAX_SHOWN_LENGTH = 120;
    private static final int MAX_NOTE_LENGTH = 1_000;

    private final JdbcClient jdbc;
    private final JdbcSchema schema;
    private final JdbcTrial trial;
    private final DefinitionEquivalence equivalence;

    JdbcSchemaDifference(JdbcClient jdbc, JdbcSchema schema, JdbcTrial trial, DefinitionEquivalence equivalence) {
        this.jdbc = jdbc;
        this.schema = schema;
        this.trial = trial;
        this.equivalence = equivalence;
    }

    /**
     * Finds and tries the statements.
     *
     * @throws OperationFailed if the result would not be exact
     */
    SchemaDifferenceResult find(TargetRequest.SchemaDifference request) {
        SortedMap<String, CatalogObject> wanted = JdbcSchema.unpack(request.wanted());
        trial.limitStatements();
        SortedMap<String, CatalogObject> existing = schema.read();
        if (request.withoutPrivileges()) {
            keepPrivileges(existing, wanted);
        }
        keepEquivalent(existing, wanted);
        JdbcKeptObjects kept = new JdbcKeptObjects(jdbc, schema, trial, existing, wanted);
        if (!request.withDrops()) {
            kept.keepData();
        }
        SortedMap<String, CatalogObject> after = up(request, existing, wanted, kept);
        // After up, which keeps further objects.
        int changed = (int) changes(request, existing, wanted).count();
        List<Statement> up = trial.takeScript();
        List<String> notes = new ArrayList<>(SchemaComparison.columnOrders(after, wanted));
        List<Statement> down = down(request, after, existing);
        trial.limitStatements();
        SchemaComparison.columnOrders(schema.definitions(), existing).forEach(note -> notes.add("after down, " + note));
        return bounded(new SchemaDifferenceResult(changed, up, down, kept.kept(), shortened(notes)));
    }

    private SortedMap<String, CatalogObject> up(
            TargetRequest.SchemaDifference request,
            SortedMap<String, CatalogObject> existing,
            SortedMap<String, CatalogObject> wanted,
            JdbcKeptObjects kept) {
        SortedMap<String, CatalogObject> after = new JdbcSchemaChange(jdbc, schema, trial, existing, wanted).run();
        remaining(request, after, wanted).stream()
                .filter(change -> change.after() == null && needsIt(change.object()))
                .forEach(change -> kept.keepNeeded(change.object()));
        requireExact("up", remaining(request, after, wanted));
        return after;
    }

    private boolean needsIt(String object) {
        return trial.failureOf(object)
                .filter(failure -> failure.code().equals(DEPENDENTS_EXIST))
                .isPresent();
    }

    private List<Statement> down(
            TargetRequest.SchemaDifference request,
            SortedMap<String, CatalogObject> after,
            SortedMap<String, CatalogObject> existing) {
        SortedMap<String, CatalogObject> restored = new JdbcSchemaChange(jdbc, schema, trial, after, existing).run();
        requireExact("down", remaining(request, restored, existing));
        return trial.takeScript();
    }

    /** Owners and privileges stay as they are, also those of objects that must be created again. */
    private static void keepPrivileges(
            SortedMap<String, CatalogObject> existing, SortedMap<String, CatalogObject> wanted) {
        wanted.values().removeIf(JdbcSchemaDifference::isPrivileges);
        existing.values().stream()
                .filter(JdbcSchemaDifference::isPrivileges)
                .filter(object -> wanted.containsKey(object.object().substring(PRIVILEGES_ON.length())))
                .forEach(object -> wanted.put(object.object(), object));
    }

    private static boolean isPrivileges(CatalogObject object) {
        return object.object().startsWith(PRIVILEGES_ON);
    }

    /** Definitions that mean the same count as equal, although their texts differ. */
    private void keepEquivalent(SortedMap<String, CatalogObject> existing, SortedMap<String, CatalogObject> wanted) {
        SchemaComparison.changes(existing, wanted).stream()
                .filter(this::isEquivalent)
                .forEach(change -> wanted.put(change.object(), Objects.requireNonNull(existing.get(change.object()))));
    }

    private List<CatalogChange> remaining(
            TargetRequest.SchemaDifference request,
            SortedMap<String, CatalogObject> found,
            SortedMap<String, CatalogObject> wanted) {
        return changes(request, found, wanted)
                .filter(change -> !isEquivalent(change))
                .toList();
    }

    private boolean isEquivalent(CatalogChange change) {
        if (change.before() == null || change.after() == null) {
            return false;
        }
        trial.limitStatements();
        return equivalence.holds(change);
    }

    /** New objects have the privileges that the server gives them, if privileges are left out. */
    private static Stream<CatalogChange> changes(
            TargetRequest.SchemaDifference request,
            SortedMap<String, CatalogObject> found,
            SortedMap<String, CatalogObject> wanted) {
        return SchemaComparison.changes(found, wanted).stream()
                .filter(change -> !(request.withoutPrivileges()
                        && change.after() == null
                        && change.object().startsWith(PRIVILEGES_ON)));
    }

    private void requireExact(String script, List<CatalogChange> remaining) {
        if (!remaining.isEmpty()) {
            String shown = remaining.stream().limit(MAX_SHOWN).map(this::shown).collect(Collectors.joining("\n"));
            throw OperationFailed.withoutEffect(
                    "schema-difference-not-exact",
                    "%d definitions differ after %s from what is wanted; change them by hand first, or in the schema that is wanted:\n%s%s"
                            .formatted(remaining.size(), script, shown, remaining.size() > MAX_SHOWN ? "\n…" : ""));
        }
    }

    private String shown(CatalogChange change) {
        String reason =
                trial.failureOf(change.object()).map(StepFailure::message).orElse("there is no statement for this");
        return "%s: found %s, wanted %s: %s"
                .formatted(change.object(), summary(change.before()), summary(change.after()), reason);
    }

    private static String summary(@Nullable String definition) {
        if (definition == null) {
            return "none";
        }
        String line = definition.lines().map(String::strip).collect(Collectors.joining(" "));
        return "«%s»".formatted(line.length() <= MAX_SHOWN_LENGTH ? line : line.substring(0, MAX_SHOWN_LENGTH) + "…");
    }

    private static List<String> shortened(List<String> notes) {
        return notes.stream()
                .limit(SchemaDifferenceResult.MAX_ENTRIES)
                .map(note -> note.length() <= MAX_NOTE_LENGTH ? note : note.substring(0, MAX_NOTE_LENGTH) + "…")
                .toList();
    }

    private static SchemaDifferenceResult bounded(SchemaDifferenceResult result) {
        long length = Stream.concat(result.up().stream(), result.down().stream())
                .mapToLong(statement -> statement.sql().length())
                .sum();
        List<KeptObject> kept = result.kept();
        if (length > SchemaDifferenceResult.MAX_LENGTH || kept.size() > SchemaDifferenceResult.MAX_ENTRIES) {
            throw OperationFailed.withoutEffect(
                    "schema-difference-too-large",
                    "the difference has %d characters of statements and %d objects that are kept; at most %d and %d are supported; compare again after a part is applied"
                            .formatted(
                                    length,
                                    kept.size(),
                                    SchemaDifferenceResult.MAX_LENGTH,
                                    SchemaDifferenceResult.MAX_ENTRIES));
        }
        return result;
    }
}
