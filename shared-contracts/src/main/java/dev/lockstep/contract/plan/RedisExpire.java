package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Changes the expiry of every matching key of any type; values are not changed. Exactly one of {@code set},
 * {@code cap}, {@code extend} and {@code remove} is present.
 *
 * @param match a glob with the syntax of SCAN
 * @param set the key expires this long after the change
 * @param cap the key expires this long after the change, unless it already expires earlier
 * @param extend the key expires this much later; a key without an expiry is skipped
 * @param remove {@code true} removes the expiry of the key
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
            throw InvalidValue.in("match", "operation.match is empty", "write a glob such as session:*");
        }
        if (Boolean.FALSE.equals(remove)) {
            throw InvalidValue.in(
                    "remove", "operation.remove is false; true is expected", "write remove: true, or omit remove");
        }
        long changes =
                Stream.of(set, cap, extend, remove).filter(Objects::nonNull).count();
        if (changes == 0) {
            throw InvalidValue.of(
                    "operation has none of set, cap, extend and remove",
                    "write one of set: 1h, cap: 1h, extend: 1h or remove: true");
        }
        if (changes > 1) {
            throw InvalidValue.of(
                    "operation has %d of set, cap, extend and remove; exactly one is expected".formatted(changes),
                    "keep only one of them");
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
