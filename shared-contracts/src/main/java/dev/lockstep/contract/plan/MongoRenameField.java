package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renames one field in every matching document that has the field; compensation restores each document from its
 * pre-image.
 *
 * @param filter selects the documents, in Extended JSON v2; the default selects every document that has {@code from}
 * @param from the dotted path of the field
 * @param to the new dotted path of the field; missing parent documents are created
 * @param existing how to handle a document that already has a field at {@code to}
 */
@JsonTypeName(MongoRenameField.TYPE)
public record MongoRenameField(
        @JsonProperty(required = true) String collection,
        ObjectNode filter,
        @JsonProperty(required = true) String from,
        @JsonProperty(required = true) String to,
        ExistingFields existing)
        implements MongoOperation {
    public static final String TYPE = "mongo.rename-field";

    public MongoRenameField(
            String collection, @Nullable ObjectNode filter, String from, String to, @Nullable ExistingFields existing) {
        MongoCollectionCheck.validate(collection);
        validate(new MongoFieldPath("from", from), new MongoFieldPath("to", to));
        this.collection = collection;
        this.filter = filter == null ? documentsWith(from) : filter.deepCopy();
        this.from = from;
        this.to = to;
        this.existing = existing == null ? ExistingFields.FAIL : existing;
    }

    private static void validate(MongoFieldPath from, MongoFieldPath to) {
        from.validate();
        to.validate();
        if (from.path().equals(to.path())) {
            throw InvalidValue.in(
                    "to",
                    "operation.from and operation.to are both \"%s\"".formatted(from.path()),
                    "write the new path of the field in to");
        }
        if (from.isPrefixOf(to)) {
            throw InvalidValue.in(
                    "to",
                    "operation.to is \"%s\", which is inside of operation.from \"%s\""
                            .formatted(to.path(), from.path()),
                    "write a path that does not start with " + from.path());
        }
        if (to.isPrefixOf(from)) {
            throw InvalidValue.in(
                    "to",
                    "operation.to is \"%s\", which is a parent of operation.from \"%s\""
                            .formatted(to.path(), from.path()),
                    "write a path that is not a parent of " + from.path());
        }
    }

    private static ObjectNode documentsWith(String path) {
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        filter.putObject(path).put("$exists", true);
        return filter;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public MongoRenameField resolve(Placeholders placeholders) {
        return new MongoRenameField(collection, placeholders.resolve(filter), from, to, existing);
    }

    /** How to handle a document that already has a field at the new path. */
    public enum ExistingFields {
        /** The step fails. */
        @JsonProperty("fail")
        FAIL,
        /** The document stays unchanged. */
        @JsonProperty("skip")
        SKIP,
        /** The field is overwritten, and its pre-image is kept. */
        @JsonProperty("replace")
        REPLACE
    }
}
