package dev.lockstep.mongo.operation;

import java.util.Map;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Collects the paths that the operators of an update name. */
final class UpdatePaths {
    private UpdatePaths() {}

    static Stream<String> of(BsonValue update) {
        return update instanceof BsonDocument operators
                ? operators.entrySet().stream().flatMap(UpdatePaths::ofOperator)
                : Stream.of();
    }

    private static Stream<String> ofOperator(Map.Entry<String, BsonValue> operator) {
        if (!(operator.getValue() instanceof BsonDocument paths)) {
            return Stream.of();
        }
        return operator.getKey().equals("$rename")
                ? paths.entrySet().stream().flatMap(UpdatePaths::ofRename)
                : paths.keySet().stream();
    }

    private static Stream<String> ofRename(Map.Entry<String, BsonValue> rename) {
        return rename.getValue().isString()
                ? Stream.of(rename.getKey(), rename.getValue().asString().getValue())
                : Stream.of(rename.getKey());
    }

    static String topLevelFieldOf(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }
}
