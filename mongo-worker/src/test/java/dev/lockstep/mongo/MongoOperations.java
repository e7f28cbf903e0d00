package dev.lockstep.mongo;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.Verification;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Operations and checks as a plan has them, written with single quotes. */
public final class MongoOperations {
    private MongoOperations() {}

    public static MongoUpdate update(String collection, String filter, String update, String... arrayFilters) {
        List<ObjectNode> filters =
                Stream.of(arrayFilters).map(MongoOperations::object).toList();
        return new MongoUpdate(collection, object(filter), json(update), filters);
    }

    public static Verification countEquals(String collection, String filter, long expected) {
        Verification.Count count = new Verification.Count.Documents(collection, object(filter));
        return new Verification(null, count, LockstepJson.messages().valueToTree(expected), null, null);
    }

    private static ObjectNode object(String text) {
        return (ObjectNode) json(text);
    }

    private static JsonNode json(String text) {
        return LockstepJson.plans().readTree(text.replace('\'', '"'));
    }
}
