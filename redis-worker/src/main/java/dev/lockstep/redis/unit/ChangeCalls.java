package dev.lockstep.redis.unit;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.worker.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Builds the script calls of one apply. The first comment of each script lists its keys and arguments. */
final class ChangeCalls {
    private final KeyMapping mapping;
    private final UnitScripts scripts;
    private final JournalKeys journal;
    private final byte[] dispatch;

    ChangeCalls(KeyMapping mapping, StepContext context, UnitScripts scripts) {
        this.mapping = mapping;
        this.scripts = scripts;
        this.journal = new JournalKeys(context.key());
        this.dispatch = argument(context.dispatch().toString());
    }

    ScriptCall findHandled(List<RedisKey> keys) {
        return new ScriptCall(
                scripts.findHandledKeys(),
                List.of(journal.units(), journal.skipped()),
                keys.stream().map(RedisKey::bytes).toList());
    }

    ScriptCall of(KeyChange change) {
        return switch (change) {
            case KeyChange.WriteInPlace write -> writeInPlace(write);
            case KeyChange.WriteDestination write -> writeDestination(write);
            case KeyChange.ChangeExpiry(RedisKey key, ExpiryChange expiry) -> changeExpiry(key, expiry);
            case KeyChange.Skip skip -> skip(skip);
            case KeyChange.Fail fail -> fail(fail);
        };
    }

    private ScriptCall writeInPlace(KeyChange.WriteInPlace write) {
        KeyContent content = write.content();
        return new ScriptCall(
                scripts.writeInPlace(),
                keysFor(write.key(), journal.preImageOf(write.key())),
                List.of(
                        dispatch,
                        ScriptArguments.of(write.expiry()),
                        ScriptArguments.kindOf(content),
                        ScriptArguments.readValueOf(content),
                        ScriptArguments.writtenValueOf(content)));
    }

    private ScriptCall writeDestination(KeyChange.WriteDestination write) {
        RedisKey source = write.key();
        KeyContent content = write.content();
        KeyChange.DestinationRules rules = write.rules();
        return new ScriptCall(
                scripts.writeDestination(),
                keysFor(source, mapping.destinationOf(source), journal.preImageOf(source)),
                List.of(
                        dispatch,
                        originOf(source),
                        ScriptArguments.of(rules.existing()),
                        ScriptArguments.of(rules.expiry()),
                        ScriptArguments.of(rules.sources()),
                        ScriptArguments.kindOf(content),
                        ScriptArguments.readValueOf(content),
                        ScriptArguments.writtenValueOf(content)));
    }

    private ScriptCall changeExpiry(RedisKey key, ExpiryChange change) {
        return switch (change) {
            case ExpiryChange.Set(Duration duration) -> changeExpiry(key, "set", duration);
            case ExpiryChange.Cap(Duration duration) -> changeExpiry(key, "cap", duration);
            case ExpiryChange.Extend(Duration duration) -> changeExpiry(key, "extend", duration);
            case ExpiryChange.Remove _remove -> changeExpiry(key, "remove", Duration.ZERO);
        };
    }

    private ScriptCall changeExpiry(RedisKey key, String change, Duration duration) {
        return new ScriptCall(
                scripts.changeExpiry(),
                keysFor(key),
                List.of(dispatch, argument(change), ScriptArguments.of(duration)));
    }

    private ScriptCall skip(KeyChange.Skip skip) {
        return new ScriptCall(
                scripts.skipKey(),
                keysFor(skip.key()),
                List.of(
                        dispatch,
                        originOf(skip.key()),
                        argument("skip"),
                        argument(skip.reason()),
                        argument(skip.reason() + ": " + skip.detail()),
                        ScriptArguments.guardOf(skip.value()),
                        ScriptArguments.readValueOf(skip.value())));
    }

    private ScriptCall fail(KeyChange.Fail fail) {
        return new ScriptCall(
                scripts.skipKey(),
                keysFor(fail.key()),
                List.of(
                        dispatch,
                        originOf(fail.key()),
                        argument("fail"),
                        ScriptArguments.EMPTY,
                        ScriptArguments.EMPTY,
                        ScriptArguments.guardOf(fail.value()),
                        ScriptArguments.readValueOf(fail.value())));
    }

    private List<RedisKey> keysFor(RedisKey... unitKeys) {
        List<RedisKey> keys =
                new ArrayList<>(List.of(JournalKeys.FENCE, journal.units(), journal.skipped(), journal.counts()));
        keys.addAll(List.of(unitKeys));
        return keys;
    }

    /** Returns the key whose destination is this key; empty if there is none. */
    private byte[] originOf(RedisKey key) {
        return mapping.sourceOf(key).map(RedisKey::bytes).orElse(ScriptArguments.EMPTY);
    }
}
