package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A rename of one field in every document that matches and has the field, undone document by document from pre-images.
 *
 * @param filter which documents, as Extended JSON v2; the default is every document that has {@code from}
 * @param from the dotted path of the field
 * @param to its new dotted path; documents that are missing on the way are created
 * @param existing what to do with a document that has a field at {@code to} already
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
        MongoCollectionName.check(collection);
        check(new MongoFieldPath("from", from), new MongoFieldPath("to", to));
        this.collection = collection;
        this.filter = filter == null ? documentsWith(from) : filter.deepCopy();
        this.from = from;
        this.to = to;
        this.existing = existing == null ? ExistingFields.FAIL : existing;
    }

    private static void check(MongoFieldPath from, MongoFieldPath to) {
        from.check();
        to.check();
        if (from.isPrefixOf(to) || to.isPrefixOf(from)) {
            throw InvalidValue.in(
                    "to",
                    "from is \"%s\" and to is \"%s\"; neither may be the other or lead through it"
                            .formatted(from.path(), to.path()),
                    "write a path for to that lies outside of from, and from outside of to");
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

    /** What to do with a document that has a field at the new path already. */
    public enum ExistingFields {
        /** The step fails. */
        @JsonProperty("fail")
        FAIL,
        /** The document stays unchanged. */
        @JsonProperty("skip")
        SKIP,
        /** The field is overwritten, with a pre-image kept. */
        @JsonProperty("replace")
        REPLACE
    }
}
