package dev.lockstep.redis.operation;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.contract.plan.ExpiryPolicy;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.worker.StepContext;
import java.util.List;
import java.util.Locale;

/** Says to the scripts what one dispatch wants of one key; the order of keys and arguments is theirs. */
final class TransformCalls {
    private static final byte[] NONE = {};
    private final RedisTransform operation;
    private final KeyNames names;
    private final TransformScripts scripts;
    private final JournalKeys journal;
    private final byte[] dispatch;
    private final byte[] onConflict;
    private final byte[] ttl;

    // The journal's names, made once and not for each key.
    private final RedisKey units;
    private final RedisKey skipped;
    private final RedisKey counts;

    TransformCalls(RedisTransform operation, StepContext context, TransformScripts scripts) {
        this.operation = operation;
        this.names = new KeyNames(operation.key());
        this.scripts = scripts;
        this.journal = new JournalKeys(context.key());
        this.dispatch = argument(context.dispatch().toString());
        this.onConflict = argument(word(context.onConflict()));
        this.ttl = argument(ttl(operation.ttl()));
        this.units = journal.units();
        this.skipped = journal.skipped();
        this.counts = journal.counts();
    }

    ScriptCall judged(List<RedisKey> keys) {
        return new ScriptCall(
                scripts.judged(),
                List.of(units, skipped),
                keys.stream().map(RedisKey::bytes).toList());
    }

    ScriptCall change(Change change) {
        return switch (change) {
            case Change.Write(RedisKey key, byte[] read, byte[] written) -> write(key, argument("json"), read, written);
            case Change.Carry(RedisKey key) -> write(key, argument("carry"), NONE, NONE);
            case Change.Skip skip -> skip(skip);
        };
    }

    private ScriptCall write(RedisKey key, byte[] form, byte[] read, byte[] written) {
        RedisKey pre = journal.preImageOf(key);
        if (names.inPlace()) {
            return new ScriptCall(
                    scripts.edit(),
                    List.of(JournalKeys.FENCE, units, skipped, counts, key, pre),
                    List.of(dispatch, ttl, form, read, written));
        }
        return new ScriptCall(
                scripts.move(),
                List.of(JournalKeys.FENCE, units, skipped, counts, key, names.destinationOf(key), pre),
                List.of(
                        dispatch,
                        originOf(key),
                        argument(word(operation.existing())),
                        ttl,
                        argument(word(operation.source())),
                        form,
                        read,
                        written));
    }

    private ScriptCall skip(Change.Skip skip) {
        boolean fails = skip.reason().isMalformed() && operation.malformed() == RedisTransform.MalformedValues.FAIL;
        return new ScriptCall(
                scripts.skip(),
                List.of(JournalKeys.FENCE, units, skipped, counts, skip.key()),
                List.of(
                        dispatch,
                        originOf(skip.key()),
                        argument(fails ? "fail" : "skip"),
                        argument(skip.reason().text()),
                        argument(skip.reason().text() + ": " + skip.detail()),
                        argument(kindOf(skip.reading())),
                        skip.reading() instanceof Reading.Text(byte[] value) ? value : NONE));
    }

    private static String kindOf(Reading reading) {
        return switch (reading) {
            case Reading.Text _text -> "value";
            case Reading.OtherType _type -> "type";
            case Reading.Absent _absent -> "name";
            case Reading.Unread _unread -> "name";
        };
    }

    /** Moves a source into the journal. */
    ScriptCall drop(RedisKey source) {
        return new ScriptCall(
                scripts.drop(),
                List.of(
                        JournalKeys.FENCE,
                        units,
                        journal.kept(),
                        counts,
                        journal.sources(),
                        source,
                        journal.preImageOfSource(source)),
                List.of(dispatch, originOf(source)));
    }

    /** Puts back what the step made of this source's destination, or of the key itself. */
    ScriptCall undo(RedisKey field) {
        return new ScriptCall(
                scripts.undo(),
                List.of(
                        JournalKeys.FENCE,
                        units,
                        counts,
                        journal.conflicts(),
                        names.destinationOf(field),
                        journal.preImageOf(field)),
                List.of(dispatch, field.bytes(), onConflict));
    }

    /** Puts a deleted source back. */
    ScriptCall bringBack(RedisKey source) {
        return new ScriptCall(
                scripts.bringBack(),
                List.of(
                        JournalKeys.FENCE,
                        journal.sources(),
                        counts,
                        journal.conflicts(),
                        source,
                        journal.preImageOfSource(source)),
                List.of(dispatch, onConflict));
    }

    private byte[] originOf(RedisKey key) {
        return names.originOf(key).map(RedisKey::bytes).orElse(NONE);
    }

    private static String ttl(ExpiryPolicy policy) {
        return switch (policy) {
            case ExpiryPolicy.Preserve _preserve -> "preserve";
            case ExpiryPolicy.None _none -> "none";
            case ExpiryPolicy.After after -> Long.toString(after.duration().toMillis());
        };
    }

    private static String word(Enum<?> policy) {
        return policy.name().toLowerCase(Locale.ROOT);
    }
}
