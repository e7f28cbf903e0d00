package dev.lockstep.mongo.unit;

import com.mongodb.MongoCommandException;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How the server finds the documents of a step.
 *
 * @param index the indexes that select the documents; null if the server reads the whole collection, or does not
 *     explain
 * @param text the plan in a few words
 */
record MongoQueryPlan(@Nullable String index, String text) {
    private static final MongoQueryPlan NOT_EXPLAINED =
            new MongoQueryPlan(null, "the server does not explain its plan");
    private static final Set<String> ALL_KEYS = Set.of("[MinKey, MaxKey]", "[MaxKey, MinKey]");

    /** Asks the server how it would run the query of a sweep. */
    static MongoQueryPlan explain(MongoTargetDatabase database, String collection, BsonDocument filter) {
        BsonDocument query = new BsonDocument("find", new BsonString(collection))
                .append("filter", filter)
                .append("sort", new BsonDocument("_id", new BsonInt32(1)));
        try {
            return of(database.run(
                    new BsonDocument("explain", query).append("verbosity", new BsonString("queryPlanner"))));
        } catch (MongoCommandException _unsupported) {
            // The sweep before it has run the same query, so this is not about the query or about permissions to read.
            return NOT_EXPLAINED;
        }
    }

    /** @param explained the response of the command {@code explain} */
    static MongoQueryPlan of(BsonDocument explained) {
        BsonDocument winner = documentIn(documentIn(explained, "queryPlanner"), "winningPlan");
        List<Scan> scans = Scan.under(winner).toList();
        if (scans.isEmpty()) {
            return NOT_EXPLAINED;
        }
        boolean selects = scans.stream().noneMatch(Scan::readsAll);
        return new MongoQueryPlan(
                selects ? joined(scans.stream().map(Scan::index)) : null,
                joined(scans.stream().map(Scan::text)));
    }

    private static String joined(Stream<String> texts) {
        return texts.distinct().collect(Collectors.joining(", "));
    }

    private static BsonDocument documentIn(BsonDocument parent, String name) {
        return parent.get(name) instanceof BsonDocument child ? child : new BsonDocument();
    }

    private static String textIn(BsonDocument parent, String name) {
        return parent.get(name) instanceof BsonString text ? text.getValue() : "";
    }

    /** A stage that reads the collection or an index: one without an input. */
    private record Scan(String stage, String index, boolean readsAll) {
        static Scan of(BsonDocument stage) {
            String name = textIn(stage, "stage");
            BsonDocument bounds = documentIn(stage, "indexBounds");
            boolean hasAllKeys = !bounds.isEmpty() && bounds.values().stream().allMatch(Scan::isAllKeys);
            return new Scan(name, textIn(stage, "indexName"), name.equals("COLLSCAN") || hasAllKeys);
        }

        static Stream<Scan> under(BsonDocument stage) {
            List<BsonDocument> inputs = Stream.of("queryPlan", "inputStage", "inputStages", "outerStage", "innerStage")
                    .map(stage::get)
                    .flatMap(Scan::stagesIn)
                    .toList();
            if (!inputs.isEmpty()) {
                return inputs.stream().flatMap(Scan::under);
            }
            return stage.containsKey("stage") ? Stream.of(of(stage)) : Stream.of();
        }

        private static Stream<BsonDocument> stagesIn(@Nullable BsonValue input) {
            return switch (input) {
                case BsonDocument stage -> Stream.of(stage);
                case BsonArray stages -> stages.stream().map(BsonValue::asDocument);
                case null, default -> Stream.of();
            };
        }

        private static boolean isAllKeys(BsonValue bounds) {
            return bounds instanceof BsonArray ranges
                    && ranges.stream()
                            .allMatch(
                                    range -> ALL_KEYS.contains(range.asString().getValue()));
        }

        String text() {
            String scan = index.isEmpty() ? stage : stage + " " + index;
            return readsAll && !index.isEmpty() ? scan + ", the whole collection" : scan;
        }
    }
}
