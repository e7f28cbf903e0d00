package dev.lockstep.mongo.operation;

import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Checks the operators and paths of an update. */
final class UpdateRules {
    private UpdateRules() {}

    /** Checks the update of the operation; the caller can check its collection and expressions by the same rules. */
    static OperationRules check(ParsedUpdate parsed) {
        OperationRules rules = new OperationRules();
        checkOperators(parsed.update(), rules);
        UpdatePaths.of(parsed.update()).forEach(path -> checkPath(path, rules));
        return rules;
    }

    private static void checkOperators(BsonValue update, OperationRules rules) {
        if (!(update instanceof BsonDocument operators)) {
            return;
        }
        List<String> fields =
                operators.keySet().stream().filter(key -> !key.startsWith("$")).toList();
        if (!fields.isEmpty()) {
            rules.addViolation(
                    "operation.update is a replacement document (%s); only operators such as $set are supported"
                            .formatted(String.join(", ", fields)));
        }
        if (operators.keySet().equals(Set.of("$setOnInsert"))) {
            rules.addViolation("operation.update has only $setOnInsert, but no document is inserted; use $set");
        }
    }

    private static void checkPath(String path, OperationRules rules) {
        String field = UpdatePaths.topLevelFieldOf(path);
        if (field.equals("_id")) {
            rules.addViolation(
                    "operation.update changes \"%s\", but the _id of a document cannot be changed".formatted(path));
        } else if (field.isEmpty() || field.contains("$")) {
            rules.addViolation(
                    "operation.update changes \"%s\", but a top-level field whose name is empty or contains $ cannot be guarded"
                            .formatted(path));
        }
    }
}
