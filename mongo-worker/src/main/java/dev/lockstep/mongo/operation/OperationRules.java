package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Collects the reasons why an operation could not be applied once and undone exactly on any server. */
final class OperationRules {
    private static final String NEEDS_INDEX =
            "needs an index of the whole collection, but the filter is also evaluated on single documents and copies";

    private static final Map<String, String> REFUSED_OPERATORS = Map.of(
            "$where", "runs JavaScript",
            "$function", "runs JavaScript",
            "$accumulator", "runs JavaScript",
            "$text", NEEDS_INDEX,
            "$near", NEEDS_INDEX,
            "$nearSphere", NEEDS_INDEX,
            "$geoNear", NEEDS_INDEX,
            "$sampleRate", "has another result each time",
            "$rand", "has another result each time");

    private final List<String> violations = new ArrayList<>();

    /** Refuses collections of the server and of Lockstep. */
    OperationRules collection(String collection) {
        if (collection.startsWith("system.") || collection.startsWith(JournalNames.PREFIX)) {
            violations.add("collection is \"%s\", which a plan may not change".formatted(collection));
        }
        return this;
    }

    /**
     * Refuses JavaScript and operators whose result cannot be relied on, at any depth.
     *
     * @param pointer where the value stands in the operation
     */
    OperationRules expressions(String pointer, BsonValue value) {
        switch (value) {
            case BsonDocument document ->
                document.forEach((name, field) -> {
                    String reason = REFUSED_OPERATORS.get(name);
                    if (reason != null) {
                        violations.add("%s/%s: %s %s".formatted(pointer, name, name, reason));
                    }
                    expressions(pointer + "/" + name, field);
                });
            case BsonArray array -> {
                for (int index = 0; index < array.size(); index++) {
                    expressions(pointer + "/" + index, array.get(index));
                }
            }
            default -> {
                if (value.isJavaScript() || value.isJavaScriptWithScope()) {
                    violations.add("%s: JavaScript is not supported".formatted(pointer));
                }
            }
        }
        return this;
    }

    OperationRules violation(String text) {
        violations.add(text);
        return this;
    }

    /** @throws OperationFailed with every violation; returns if there is none */
    void check() {
        if (!violations.isEmpty()) {
            throw OperationFailed.withoutEffect("unsupported-operation", String.join("; ", violations));
        }
    }
}
