package dev.lockstep.mongo.operation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;

/**
 * Recognizes updates whose result is the same on every server, so that the worker can compute it. All others are left to
 * the server: other operators, positional paths, paths with a name that starts with a digit (which can be an array index,
 * and which servers sort in different ways), paths that conflict, names and values that some servers refuse or replace.
 */
final class ConstantUpdateRules {
    private static final Set<String> OPERATORS = Set.of("$set", "$unset");

    /** Values that servers convert or no longer accept. A server replaces an empty timestamp by its time. */
    private static final Set<BsonType> UNSUITABLE_TYPES =
            Set.of(BsonType.UNDEFINED, BsonType.SYMBOL, BsonType.DB_POINTER, BsonType.JAVASCRIPT, BsonType.TIMESTAMP);

    /** Servers allow documents of depth 100 or more. */
    private static final int MAX_DEPTH = 50;

    private static final int MAX_PATHS = 500;

    private ConstantUpdateRules() {}

    /** The update in the form in which the worker computes it; empty if only the server can compute it. */
    static Optional<ConstantUpdate> parse(ParsedUpdate update) {
        if (!update.arrayFilters().isEmpty()
                || !(update.update() instanceof BsonDocument operators)
                || !isConstant(operators)) {
            return Optional.empty();
        }
        List<String> set =
                List.copyOf(operators.getDocument("$set", new BsonDocument()).keySet());
        List<String> unset =
                List.copyOf(operators.getDocument("$unset", new BsonDocument()).keySet());
        List<List<String>> paths = Stream.concat(set.stream(), unset.stream())
                .map(ConstantUpdateRules::split)
                .toList();
        boolean isSuitable = paths.size() <= MAX_PATHS
                && paths.stream().allMatch(ConstantUpdateRules::isSuitable)
                && !haveConflict(paths)
                && isAppendOrder(paths.subList(0, set.size()));
        return isSuitable ? Optional.of(constantUpdate(operators, unset)) : Optional.empty();
    }

    private static boolean isConstant(BsonDocument operators) {
        return !operators.isEmpty()
                && OPERATORS.containsAll(operators.keySet())
                && operators.values().stream()
                        .allMatch(fields ->
                                fields.isDocument() && !fields.asDocument().isEmpty())
                && operators.getDocument("$set", new BsonDocument()).values().stream()
                        .allMatch(value -> isSuitable(value, MAX_DEPTH));
    }

    private static List<String> split(String path) {
        return Arrays.asList(path.split("\\.", -1));
    }

    private static boolean isSuitable(List<String> path) {
        return path.size() <= MAX_DEPTH
                && path.stream().allMatch(name -> isSuitableName(name) && !Character.isDigit(name.charAt(0)));
    }

    private static boolean isSuitableName(String name) {
        return !name.isEmpty() && name.indexOf('$') < 0 && name.indexOf('.') < 0 && name.indexOf('\0') < 0;
    }

    private static boolean isSuitable(BsonValue value, int depth) {
        return switch (value) {
            case BsonDocument document ->
                depth > 0
                        && document.entrySet().stream()
                                .allMatch(field ->
                                        isSuitableName(field.getKey()) && isSuitable(field.getValue(), depth - 1));
            case BsonArray array -> depth > 0 && array.stream().allMatch(element -> isSuitable(element, depth - 1));
            default -> !UNSUITABLE_TYPES.contains(value.getBsonType()) && !value.isJavaScriptWithScope();
        };
    }

    // Two paths conflict if they are equal or if one is a parent of the other.
    private static boolean haveConflict(List<List<String>> paths) {
        for (int one = 0; one < paths.size(); one++) {
            for (List<String> other : paths.subList(one + 1, paths.size())) {
                int common = Math.min(paths.get(one).size(), other.size());
                if (paths.get(one).subList(0, common).equals(other.subList(0, common))) {
                    return true;
                }
            }
        }
        return false;
    }

    // MongoDB appends new fields to an embedded document in the order of their names, other servers in the given order.
    // The order of new top-level fields does not matter, because each server decides it when the document is written.
    private static boolean isAppendOrder(List<List<String>> set) {
        for (int index = 1; index < set.size(); index++) {
            List<String> before = set.get(index - 1);
            List<String> path = set.get(index);
            if (path.size() > 1 && before.getFirst().equals(path.getFirst()) && compare(before, path) > 0) {
                return false;
            }
        }
        return areGroupedByTopLevelField(set);
    }

    private static boolean areGroupedByTopLevelField(List<List<String>> set) {
        List<String> fields = new ArrayList<>();
        for (List<String> path : set) {
            if (!fields.isEmpty()
                    && fields.contains(path.getFirst())
                    && !fields.getLast().equals(path.getFirst())) {
                return false;
            }
            fields.add(path.getFirst());
        }
        return true;
    }

    private static int compare(List<String> one, List<String> other) {
        for (int depth = 0; depth < Math.min(one.size(), other.size()); depth++) {
            int compared = Arrays.compareUnsigned(
                    one.get(depth).getBytes(StandardCharsets.UTF_8),
                    other.get(depth).getBytes(StandardCharsets.UTF_8));
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static ConstantUpdate constantUpdate(BsonDocument operators, List<String> unset) {
        List<ConstantUpdate.Assignment> assignments = new ArrayList<>();
        operators
                .getDocument("$set", new BsonDocument())
                .forEach((path, value) -> assignments.add(new ConstantUpdate.Assignment(FieldPath.parse(path), value)));
        return new ConstantUpdate(
                assignments, unset.stream().map(FieldPath::parse).toList());
    }
}
