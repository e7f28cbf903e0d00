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
 * @param arrayFilters select the array elements that {@code $[name]} in the update refers to
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
        MongoCollectionName.check(collection);
        if (!(update.isObject() || update.isArray()) || update.isEmpty()) {
            throw InvalidValue.in(
                    "update",
                    "update is empty or a scalar; an object of operators or an array of stages is expected",
                    "write an object such as {$set: {field: 1}}, or an array of pipeline stages");
        }
        this.collection = collection;
        this.filter = filter.deepCopy();
        this.update = update.deepCopy();
        this.arrayFilters = arrayFilters == null
                ? List.of()
                : arrayFilters.stream().map(ObjectNode::deepCopy).toList();
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
