package dev.lockstep.mongo;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.Verification;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds operations and checks from Extended JSON. Single quotes in the JSON stand for double quotes. */
public final class MongoOperations {
    private MongoOperations() {}

    public static MongoUpdate update(String collection, String filter, String update, String... arrayFilters) {
        List<ObjectNode> filters =
                Stream.of(arrayFilters).map(MongoOperations::parseObject).toList();
        return new MongoUpdate(collection, parseObject(filter), parse(update), filters);
    }

    /** Renames the field in every document that has it. A document that already has the new field fails the step. */
    public static MongoRenameField renameField(String collection, String from, String to) {
        return renameField(collection, from, to, ExistingFields.FAIL);
    }

    public static MongoRenameField renameField(String collection, String from, String to, ExistingFields existing) {
        return new MongoRenameField(collection, null, from, to, existing);
    }

    /** The same rename, but only in documents that match the filter. */
    public static MongoRenameField withFilter(MongoRenameField rename, String filter) {
        return new MongoRenameField(
                rename.collection(), parseObject(filter), rename.from(), rename.to(), rename.existing());
    }

    public static Verification countEquals(String collection, String filter, long expected) {
        Verification.Count count = new Verification.Count.Documents(collection, parseObject(filter));
        return new Verification(null, count, LockstepJson.messages().valueToTree(expected), null, null);
    }

    private static ObjectNode parseObject(String json) {
        return (ObjectNode) parse(json);
    }

    private static JsonNode parse(String json) {
        return LockstepJson.plans().readTree(json.replace('\'', '"'));
    }
}
