package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change of the expiry of every key that matches, of any type; values stay as they are. Exactly one of {@code set},
 * {@code cap}, {@code extend} and {@code remove} is present.
 *
 * @param match a glob as SCAN takes it
 * @param set the key expires this long after the change
 * @param cap the key expires this long after the change, unless it expires earlier already
 * @param extend the key lives this much longer; a key without an expiry is left alone
 * @param remove {@code true}: the key has no expiry any more
 */
@JsonTypeName(RedisExpire.TYPE)
public record RedisExpire(
        @JsonProperty(required = true) String match,
        @Nullable ExpiryDuration set,
        @Nullable ExpiryDuration cap,
        @Nullable ExpiryDuration extend,
        @Nullable Boolean remove)
        implements RedisOperation {
    public static final String TYPE = "redis.expire";

    public RedisExpire {
        if (match.isEmpty()) {
            throw InvalidValue.in("match", "match is empty", "write a glob such as session:*");
        }
        if (Boolean.FALSE.equals(remove)) {
            throw InvalidValue.in(
                    "remove", "remove is false; the only value is true", "write remove: true, or leave remove out");
        }
        long changes =
                Stream.of(set, cap, extend, remove).filter(Objects::nonNull).count();
        if (changes != 1) {
            throw InvalidValue.of(
                    "%d of set, cap, extend and remove are present; expected exactly one".formatted(changes),
                    "write one of set: 1h, cap: 1h, extend: 1h or remove: true");
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    /** Returns this operation: it has no placeholders. */
    @Override
    public RedisExpire resolve(Placeholders placeholders) {
        return this;
    }
}
