package dev.lockstep.redis.unit;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.contract.plan.ExpiryPolicy;
import java.time.Duration;
import java.util.Locale;

/** Encodes plans and policies as arguments of scripts. */
final class ScriptArguments {
    static final byte[] EMPTY = {};

    private ScriptArguments() {}

    static byte[] of(Enum<?> policy) {
        return argument(policy.name().toLowerCase(Locale.ROOT));
    }

    static byte[] of(Duration duration) {
        return argument(Long.toString(duration.toMillis()));
    }

    static byte[] of(ExpiryPolicy policy) {
        return switch (policy) {
            case ExpiryPolicy.Preserve _preserve -> argument("preserve");
            case ExpiryPolicy.None _none -> argument("none");
            case ExpiryPolicy.After(Duration duration) -> of(duration);
        };
    }

    static byte[] kindOf(KeyContent content) {
        return switch (content) {
            case KeyContent.Replaced _replaced -> argument("replaced");
            case KeyContent.AsIs _asIs -> argument("as-is");
        };
    }

    static byte[] readValueOf(KeyContent content) {
        return content instanceof KeyContent.Replaced(byte[] read, byte[] _written) ? read : EMPTY;
    }

    static byte[] writtenValueOf(KeyContent content) {
        return content instanceof KeyContent.Replaced(byte[] _read, byte[] written) ? written : EMPTY;
    }

    /** Returns what the script compares before it skips the key. */
    static byte[] guardOf(KeyValue value) {
        return switch (value) {
            case KeyValue.Text _text -> argument("value");
            case KeyValue.OtherType _type -> argument("type");
            case KeyValue.Missing _missing -> argument("none");
            case KeyValue.NotRead _notRead -> argument("none");
        };
    }

    static byte[] readValueOf(KeyValue value) {
        return value instanceof KeyValue.Text(byte[] read) ? read : EMPTY;
    }
}
