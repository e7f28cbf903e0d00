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

/** Builds operations and checks from Extended JSON with single quotes. */
public final class MongoOperations {
    private MongoOperations() {}

    public static MongoUpdate update(String collection, String filter, String update, String... arrayFilters) {
        List<ObjectNode> filters =
                Stream.of(arrayFilters).map(MongoOperations::object).toList();
        return new MongoUpdate(collection, object(filter), json(update), filters);
    }

    /** A rename in every document that has the field; fails where the new field exists. */
    public static MongoRenameField renameField(String collection, String from, String to) {
        return renameField(collection, from, to, ExistingFields.FAIL);
    }

    public static MongoRenameField renameField(String collection, String from, String to, ExistingFields existing) {
        return new MongoRenameField(collection, null, from, to, existing);
    }

    /** The same rename in the documents of a filter. */
    public static MongoRenameField withFilter(MongoRenameField rename, String filter) {
        return new MongoRenameField(rename.collection(), object(filter), rename.from(), rename.to(), rename.existing());
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
