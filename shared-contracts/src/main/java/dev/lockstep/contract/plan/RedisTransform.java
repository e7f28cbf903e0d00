package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A change of every key that matches: its name, its JSON value, its expiry.
 *
 * @param match a glob as SCAN takes it
 * @param key how a source key's name becomes the destination's; absent means the value is changed in place
 * @param source what becomes of the source keys once every step of the plan is applied
 * @param existing what to do where the destination key exists already
 * @param json the edit of the value; absent means the value is carried over as it is
 * @param otherwise what to do with a value that the edit's condition does not hold for
 * @param malformed what to do with a value that is not JSON, or a key that is not a string
 * @param ttl the destination's expiry
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
            throw InvalidValue.in("match", "match is empty", "write a glob such as user:*");
        }
        if (key == null && this.source == SourceKeys.DELETE) {
            throw InvalidValue.in(
                    "source",
                    "source is delete, but key is missing, so every source is also the destination",
                    "add key: {from, to}, or write source: keep");
        }
        if (key != null
                && !match.startsWith(key.from())
                && !KeyGlob.literalHead(match).startsWith(key.from())) {
            throw InvalidValue.in(
                    "match",
                    "match is \"%s\" and key.from is \"%s\": a matching key may not start with key.from"
                            .formatted(match, key.from()),
                    "start match with key.from, as in %s*".formatted(key.from()));
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

    /** What becomes of the source keys. */
    public enum SourceKeys {
        @JsonProperty("keep")
        KEEP,
        /** Deleted by the finish dispatch, after every step is verified. */
        @JsonProperty("delete")
        DELETE
    }

    /** What to do where the destination key exists already. */
    public enum ExistingKeys {
        @JsonProperty("fail")
        FAIL,
        @JsonProperty("skip")
        SKIP,
        /** Overwritten, with a pre-image kept. */
        @JsonProperty("replace")
        REPLACE
    }

    /** What to do with a value that the edit's condition does not hold for. */
    public enum UnmetCondition {
        @JsonProperty("skip")
        SKIP,
        /** To the destination key as it is. */
        @JsonProperty("carry")
        CARRY
    }

    /** What to do with a value that is not JSON, or a key that is not a string. */
    public enum MalformedValues {
        @JsonProperty("skip")
        SKIP,
        @JsonProperty("fail")
        FAIL
    }
}
