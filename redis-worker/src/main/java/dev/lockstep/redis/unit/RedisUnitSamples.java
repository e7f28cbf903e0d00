package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.DryRunResult.UnitSample;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.worker.Masking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Shows the first units of a dry run before and after the step. Values are shortened; an expiry is shown if it changes.
 */
final class RedisUnitSamples {
    private static final int MAX_BYTES = 200;
    private static final long NO_EXPIRY = -1;
    private final RedisSession session;
    private final KeyMapping mapping;
    private final Masking masking;
    private final List<UnitSample> samples = new ArrayList<>();

    RedisUnitSamples(RedisSession session, KeyMapping mapping, Masking masking) {
        this.session = session;
        this.mapping = mapping;
        this.masking = masking;
    }

    List<UnitSample> samples() {
        return samples;
    }

    void add(PlannedKey planned) {
        if (planned.isSkipped() || samples.size() == DryRunResult.SAMPLE_SIZE) {
            return;
        }
        samples.add(
                switch (planned.change()) {
                    case KeyChange.WriteInPlace write -> inPlace(write, planned);
                    case KeyChange.WriteDestination write -> destination(write, planned);
                    case KeyChange.ChangeExpiry expiry -> expiryOnly(expiry.key(), planned);
                    case KeyChange.Skip skip -> throw notWritten(skip);
                    case KeyChange.Fail fail -> throw notWritten(fail);
                });
    }

    private static IllegalStateException notWritten(KeyChange change) {
        return new IllegalStateException("key %s is counted as written".formatted(change.key()));
    }

    private UnitSample inPlace(KeyChange.WriteInPlace write, PlannedKey planned) {
        return switch (write.content()) {
            case KeyContent.Replaced(byte[] read, byte[] written) ->
                sample(write.key(), write.key(), textOf(read), textOf(written), planned);
            case KeyContent.AsIs _asIs -> expiryOnly(write.key(), planned);
        };
    }

    private UnitSample destination(KeyChange.WriteDestination write, PlannedKey planned) {
        RedisKey destination = mapping.destinationOf(write.key());
        String after =
                switch (write.content()) {
                    case KeyContent.Replaced(byte[] _, byte[] written) -> textOf(written);
                    case KeyContent.AsIs _asIs -> describe(write.key());
                };
        return sample(destination, write.key(), describe(destination), after, planned);
    }

    private UnitSample expiryOnly(RedisKey key, PlannedKey planned) {
        return new UnitSample(
                key.toString(),
                expiryText(planned.expiryBefore().orElse(NO_EXPIRY)),
                expiryText(planned.expiry().orElse(NO_EXPIRY)));
    }

    private UnitSample sample(
            RedisKey unit, RedisKey source, @Nullable String before, @Nullable String after, PlannedKey planned) {
        OptionalLong expiry = planned.expiry();
        OptionalLong expiryBefore = planned.expiryBefore();
        boolean changes = before == null
                ? expiry.orElse(NO_EXPIRY) != NO_EXPIRY
                : expiryBefore.isPresent() && !expiryBefore.equals(expiry);
        return new UnitSample(
                unit.toString(),
                before == null ? null : masked(source, withExpiry(before, changes, expiryBefore)),
                masked(source, withExpiry(String.valueOf(after), changes, expiry)));
    }

    // A report masks by the name of the unit, but the value of a destination comes from its source.
    private String masked(RedisKey source, String text) {
        return masking.valueOf(source.toString(), text);
    }

    private static String withExpiry(String text, boolean changes, OptionalLong expiry) {
        return changes ? "%s, %s".formatted(text, expiryText(expiry.orElse(NO_EXPIRY))) : text;
    }

    /** The same words as in conflicts. */
    private static String expiryText(long expiry) {
        return expiry == NO_EXPIRY ? "no expiry" : "expires at " + expiry;
    }

    /** Returns the start of a string, or the type of another key; null if the key does not exist. */
    private @Nullable String describe(RedisKey key) {
        String type = session.<String>call(redis -> redis.type(key.bytes()));
        return switch (type) {
            case "none" -> null;
            case "string" -> textOf(session.<byte[]>call(redis -> redis.getrange(key.bytes(), 0, MAX_BYTES)));
            default -> "a key of type " + type;
        };
    }

    private static String textOf(byte[] value) {
        return value.length <= MAX_BYTES
                ? RedisKey.printable(value)
                : RedisKey.printable(Arrays.copyOf(value, MAX_BYTES)) + " …";
    }
}
