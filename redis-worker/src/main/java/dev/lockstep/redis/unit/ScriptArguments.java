package dev.lockstep.redis.unit;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.contract.plan.ExpiryPolicy;
import java.time.Duration;
import java.util.List;
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

    static List<byte[]> of(UnitLimits limits) {
        return List.of(
                argument(Integer.toString(limits.maxMembers())), argument(Integer.toString(limits.maxValueBytes())));
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

    /** Returns the value read and the value to write; an empty list if the content stays as it is. */
    static List<byte[]> valuesOf(KeyChange change) {
        return switch (change) {
            case KeyChange.WriteInPlace write -> valuesOf(write.content());
            case KeyChange.WriteDestination write -> valuesOf(write.content());
            case KeyChange.ChangeExpiry _expiry -> List.of();
            case KeyChange.Skip _skip -> List.of();
            case KeyChange.Fail _fail -> List.of();
        };
    }

    private static List<byte[]> valuesOf(KeyContent content) {
        return switch (content) {
            case KeyContent.Replaced(byte[] read, byte[] written) -> List.of(read, written);
            case KeyContent.AsIs _asIs -> List.of();
        };
    }

    /** Returns action, reason, detail, guard and what the guard compares. */
    static List<byte[]> skipOf(KeyChange change) {
        return switch (change) {
            case KeyChange.Skip skip ->
                List.of(
                        argument("skip"),
                        argument(skip.reason()),
                        argument(skip.reason() + ": " + skip.detail()),
                        guardOf(skip.value()),
                        comparedOf(skip.value()));
            case KeyChange.Fail fail ->
                List.of(argument("fail"), EMPTY, EMPTY, guardOf(fail.value()), comparedOf(fail.value()));
            case KeyChange.WriteInPlace write -> throw noSkip(write);
            case KeyChange.WriteDestination write -> throw noSkip(write);
            case KeyChange.ChangeExpiry expiry -> throw noSkip(expiry);
        };
    }

    private static IllegalArgumentException noSkip(KeyChange change) {
        return new IllegalArgumentException("the change of key %s is not a skip".formatted(change.key()));
    }

    private static byte[] guardOf(KeyValue value) {
        return switch (value) {
            case KeyValue.Text _text -> argument("value");
            case KeyValue.TooLarge _tooLarge -> argument("length");
            case KeyValue.OtherType _type -> argument("type");
            case KeyValue.Missing _missing -> argument("none");
            case KeyValue.NotRead _notRead -> argument("none");
        };
    }

    static byte[] comparedOf(KeyValue value) {
        return switch (value) {
            case KeyValue.Text(byte[] read) -> read;
            case KeyValue.TooLarge(long bytes) -> argument(Long.toString(bytes));
            case KeyValue.OtherType _type -> EMPTY;
            case KeyValue.Missing _missing -> EMPTY;
            case KeyValue.NotRead _notRead -> EMPTY;
        };
    }
}
