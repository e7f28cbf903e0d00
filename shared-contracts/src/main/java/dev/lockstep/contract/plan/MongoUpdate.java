package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Updates every matching document; compensation restores each document from its pre-image.
 *
 * @param filter selects the documents, in Extended JSON v2
 * @param update an operator update (an object) or a pipeline (an array), in Extended JSON v2
 * @param arrayFilters the conditions of the array elements that {@code $[name]} in the update refers to
 */
@JsonTypeName(MongoUpdate.TYPE)
public record MongoUpdate(
        @JsonProperty(required = true) String collection,
        @JsonProperty(required = true) ObjectNode filter,
        @JsonProperty(required = true) JsonNode update,
        List<ObjectNode> arrayFilters)
        implements MongoOperation {
    public static final String TYPE = "mongo.update";

    public MongoUpdate(String collection, ObjectNode filter, JsonNode update, @Nullable List<ObjectNode> arrayFilters) {
        MongoCollectionCheck.validate(collection);
        validate(update);
        this.collection = collection;
        this.filter = filter.deepCopy();
        this.update = update.deepCopy();
        this.arrayFilters = arrayFilters == null
                ? List.of()
                : arrayFilters.stream().map(ObjectNode::deepCopy).toList();
    }

    private static void validate(JsonNode update) {
        String hint = "write an object such as {$set: {status: new}}, or an array such as [{$set: {status: new}}]";
        if (!update.isContainer()) {
            throw InvalidValue.in(
                    "update",
                    "operation.update is %s; an object or an array is expected"
                            .formatted(JsonDescription.typeOf(update)),
                    hint);
        }
        if (update.isEmpty()) {
            throw InvalidValue.in("update", "operation.update is empty", hint);
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public MongoUpdate resolve(Placeholders placeholders) {
        return new MongoUpdate(
                collection,
                placeholders.resolve(filter),
                placeholders.resolve(update),
                arrayFilters.stream().map(placeholders::resolve).toList());
    }
}
