package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** What is refused before a store is asked, because it could not be applied once or undone exactly. */
final class UpdateObjections {
    private static final Map<String, String> NEVER = Map.of(
            "$where", "runs JavaScript",
            "$function", "runs JavaScript",
            "$accumulator", "runs JavaScript",
            "$text", "needs a text index, which the copy of a batch has not",
            "$near", "sorts by distance and needs an index, which the copy of a batch has not",
            "$nearSphere", "sorts by distance and needs an index, which the copy of a batch has not",
            "$geoNear", "sorts by distance and needs an index, which the copy of a batch has not",
            "$sampleRate", "matches other documents each time",
            "$rand", "is another value each time");

    private UpdateObjections() {}

    static List<String> to(ParsedUpdate parsed) {
        List<String> objections = new ArrayList<>();
        if (parsed.collection().startsWith("system.") || parsed.collection().startsWith(Journal.PREFIX)) {
            objections.add("collection %s is not one that a plan may touch".formatted(parsed.collection()));
        }
        toOperators(parsed.update(), objections);
        UpdatePaths.of(parsed.update()).forEach(path -> toPath(path, objections));
        anywhere("/filter", parsed.filter(), objections);
        anywhere("/update", parsed.update(), objections);
        anywhere("/arrayFilters", new BsonArray(parsed.arrayFilters()), objections);
        return objections;
    }

    private static void toOperators(BsonValue update, List<String> objections) {
        if (!(update instanceof BsonDocument operators)) {
            return;
        }
        List<String> fields =
                operators.keySet().stream().filter(key -> !key.startsWith("$")).toList();
        if (!fields.isEmpty()) {
            objections.add("update is a replacement document (%s): it takes operators such as $set only"
                    .formatted(String.join(", ", fields)));
        }
        if (operators.keySet().equals(Set.of("$setOnInsert"))) {
            objections.add("update consists of $setOnInsert, and nothing is ever inserted: upsert is refused");
        }
    }

    private static void toPath(String path, List<String> objections) {
        String field = UpdatePaths.topLevelOf(path);
        if (field.equals("_id")) {
            objections.add("update touches %s: an _id is what a document is known by".formatted(path));
        } else if (!FieldNames.canBeAsked(field)) {
            objections.add(
                    "update touches %s: a field whose name is empty or has a $ cannot be guarded".formatted(path));
        }
    }

    private static void anywhere(String place, BsonValue value, List<String> objections) {
        switch (value) {
            case BsonDocument document ->
                document.forEach((key, field) -> {
                    Stream.ofNullable(NEVER.get(key))
                            .forEach(reason -> objections.add("%s/%s: %s %s".formatted(place, key, key, reason)));
                    anywhere(place + "/" + key, field, objections);
                });
            case BsonArray array -> {
                for (int index = 0; index < array.size(); index++) {
                    anywhere(place + "/" + index, array.get(index), objections);
                }
            }
            default -> {
                if (value.isJavaScript() || value.isJavaScriptWithScope()) {
                    objections.add("%s: JavaScript is refused".formatted(place));
                }
            }
        }
    }
}
