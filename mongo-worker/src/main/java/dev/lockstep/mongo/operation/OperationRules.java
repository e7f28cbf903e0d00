package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Checks that an operation can be applied once and undone exactly on any server, and collects the violations. */
final class OperationRules {
    private static final String NEEDS_INDEX =
            "needs an index of the whole collection, but the filter is also evaluated on single documents and on copies";

    private static final Map<String, String> REFUSED_OPERATORS = Map.of(
            "$where", "runs JavaScript",
            "$function", "runs JavaScript",
            "$accumulator", "runs JavaScript",
            "$text", NEEDS_INDEX,
            "$near", NEEDS_INDEX,
            "$nearSphere", NEEDS_INDEX,
            "$geoNear", NEEDS_INDEX,
            "$sampleRate", "has a different result each time",
            "$rand", "has a different result each time");

    private final List<String> violations = new ArrayList<>();

    /** Refuses collections of the server and of Lockstep. */
    OperationRules checkCollection(String collection) {
        if (collection.startsWith("system.")) {
            violations.add("operation.collection is \"%s\", which is a system collection".formatted(collection));
        }
        if (collection.startsWith(JournalNames.COLLECTION_PREFIX)) {
            violations.add("operation.collection is \"%s\", which is a collection of Lockstep".formatted(collection));
        }
        return this;
    }

    /**
     * Refuses JavaScript and unsuitable operators at any depth.
     *
     * @param path the path of the value in the step
     */
    OperationRules checkExpressions(String path, BsonValue value) {
        switch (value) {
            case BsonDocument document ->
                document.forEach((name, field) -> {
                    String reason = REFUSED_OPERATORS.get(name);
                    if (reason != null) {
                        violations.add("%s.%s: %s %s".formatted(path, name, name, reason));
                    }
                    checkExpressions(path + "." + name, field);
                });
            case BsonArray array -> {
                for (int index = 0; index < array.size(); index++) {
                    checkExpressions("%s[%d]".formatted(path, index), array.get(index));
                }
            }
            default -> {
                if (value.isJavaScript() || value.isJavaScriptWithScope()) {
                    violations.add("%s is JavaScript, which is not supported".formatted(path));
                }
            }
        }
        return this;
    }

    OperationRules addViolation(String text) {
        violations.add(text);
        return this;
    }

    /** @throws OperationFailed if there are violations; the message has all of them */
    void refuseViolations() {
        if (!violations.isEmpty()) {
            throw OperationFailed.withoutEffect("unsupported-operation", String.join("; ", violations));
        }
    }
}
