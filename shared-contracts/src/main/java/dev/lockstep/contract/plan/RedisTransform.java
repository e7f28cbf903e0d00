package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Changes the name, the JSON value or the expiry of every matching key.
 *
 * @param match a glob with the syntax of SCAN
 * @param key maps source keys to destination keys; absent means that values are changed in place
 * @param source how to handle the source keys after every step of the plan is applied and verified
 * @param existing how to handle a destination key that already exists
 * @param json the edit of the value; absent means that the value stays the same
 * @param otherwise how to handle a value that does not meet the edit's condition
 * @param malformed how to handle a value that is not JSON or cannot be edited, or a key that is not a string
 * @param ttl the expiry of the destination key; without {@code key}, of the key itself
 */
@JsonTypeName(RedisTransform.TYPE)
public record RedisTransform(
        @JsonProperty(required = true) String match,
        @Nullable KeyRename key,
        SourceKeys source,
        ExistingKeys existing,
        @Nullable JsonEdit json,
        UnmetCondition otherwise,
        MalformedValues malformed,
        ExpiryPolicy ttl)
        implements RedisOperation {
    public static final String TYPE = "redis.transform";

    public RedisTransform(
            String match,
            @Nullable KeyRename key,
            @Nullable SourceKeys source,
            @Nullable ExistingKeys existing,
            @Nullable JsonEdit json,
            @Nullable UnmetCondition otherwise,
            @Nullable MalformedValues malformed,
            @Nullable ExpiryPolicy ttl) {
        this.match = match;
        this.key = key;
        this.source = source == null ? SourceKeys.KEEP : source;
        this.existing = existing == null ? ExistingKeys.FAIL : existing;
        this.json = json;
        this.otherwise = otherwise == null ? UnmetCondition.SKIP : otherwise;
        this.malformed = malformed == null ? MalformedValues.SKIP : malformed;
        this.ttl = ttl == null ? new ExpiryPolicy.Preserve() : ttl;
        if (match.isEmpty()) {
            throw InvalidValue.in("match", "operation.match is empty", "write a glob such as user:*");
        }
        if (key == null && this.source == SourceKeys.DELETE) {
            throw InvalidValue.in(
                    "source",
                    "operation.source is delete, but operation.key is missing: source and destination keys are equal",
                    "add a key such as {from: \"user:\", to: \"account:\"}, or write source: keep");
        }
        if (key != null
                && !match.startsWith(key.from())
                && !KeyGlob.literalPrefix(match).startsWith(key.from())) {
            throw InvalidValue.in(
                    "match",
                    ("operation.match is \"%s\", but operation.key.from is \"%s\": some matching keys do not start with"
                                    + " operation.key.from")
                            .formatted(match, key.from()),
                    "start match with key.from, such as match: \"%s*\"".formatted(key.from()));
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public RedisTransform resolve(Placeholders placeholders) {
        return new RedisTransform(match, key, source, existing, placeholders.resolve(json), otherwise, malformed, ttl);
    }

    @Override
    public boolean needsFinish() {
        return source == SourceKeys.DELETE;
    }

    /** How to handle the source keys. */
    public enum SourceKeys {
        @JsonProperty("keep")
        KEEP,
        /** The finish dispatch deletes the source keys after every step is verified. */
        @JsonProperty("delete")
        DELETE
    }

    /** How to handle a destination key that already exists. */
    public enum ExistingKeys {
        @JsonProperty("fail")
        FAIL,
        @JsonProperty("skip")
        SKIP,
        /** Overwrites the key and keeps its pre-image. */
        @JsonProperty("replace")
        REPLACE
    }

    /** How to handle a value that does not meet the edit's condition. */
    public enum UnmetCondition {
        @JsonProperty("skip")
        SKIP,
        /** Copies the value unchanged to the destination key. */
        @JsonProperty("carry")
        CARRY
    }

    /** How to handle a value that is not JSON or cannot be edited, or a key that is not a string. */
    public enum MalformedValues {
        @JsonProperty("skip")
        SKIP,
        @JsonProperty("fail")
        FAIL
    }
}
