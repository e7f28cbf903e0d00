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
    private final ApplyScripts scripts;
    private final JournalKeys journal;
    private final UnitLimits limits;
    private final byte[] dispatch;

    ChangeCalls(KeyMapping mapping, StepContext context, ApplyScripts scripts, UnitLimits limits) {
        this.mapping = mapping;
        this.scripts = scripts;
        this.journal = new JournalKeys(context.key());
        this.limits = limits;
        this.dispatch = argument(context.dispatch().toString());
    }

    /** Returns the calls that make the changes, each with the changes of a batch. */
    List<ChangeCall> of(List<KeyChange> changes) {
        return ChangeBatches.of(changes).stream()
                .map(batch -> new ChangeCall(callFor(batch), batch))
                .toList();
    }

    private ScriptCall callFor(List<KeyChange> batch) {
        return switch (batch.getFirst()) {
            case KeyChange.WriteInPlace first -> writeInPlace(first, batch);
            case KeyChange.WriteDestination first -> writeDestinations(first, batch);
            case KeyChange.ChangeExpiry first -> changeExpiries(first, batch);
            case KeyChange.Skip _skip -> skipKeys(batch);
            case KeyChange.Fail _fail -> skipKeys(batch);
        };
    }

    private ScriptCall writeInPlace(KeyChange.WriteInPlace first, List<KeyChange> batch) {
        List<byte[]> arguments = new ArrayList<>(List.of(dispatch, preImagePrefix()));
        arguments.addAll(sizeLimits());
        arguments.addAll(List.of(ScriptArguments.of(first.expiry()), ScriptArguments.kindOf(first.content())));
        addValues(arguments, batch);
        return new ScriptCall(scripts.writeInPlace(), keysFor(batch), arguments);
    }

    private ScriptCall writeDestinations(KeyChange.WriteDestination first, List<KeyChange> batch) {
        List<RedisKey> keys = keysFor(batch);
        batch.forEach(change -> keys.add(mapping.destinationOf(change.key())));
        KeyChange.DestinationRules rules = first.rules();
        List<byte[]> arguments = new ArrayList<>(List.of(dispatch, preImagePrefix()));
        arguments.addAll(sizeLimits());
        arguments.addAll(List.of(
                ScriptArguments.of(rules.existing()),
                ScriptArguments.of(rules.expiry()),
                ScriptArguments.of(rules.sources()),
                ScriptArguments.kindOf(first.content())));
        addValues(arguments, batch);
        arguments.addAll(Origins.of(mapping, batch));
        return new ScriptCall(scripts.writeDestinations(), keys, arguments);
    }

    private ScriptCall changeExpiries(KeyChange.ChangeExpiry first, List<KeyChange> batch) {
        List<byte[]> arguments = new ArrayList<>(List.of(dispatch));
        arguments.addAll(sizeLimits());
        arguments.addAll(
                switch (first.change()) {
                    case ExpiryChange.Set(Duration duration) -> change("set", duration);
                    case ExpiryChange.Cap(Duration duration) -> change("cap", duration);
                    case ExpiryChange.Extend(Duration duration) -> change("extend", duration);
                    case ExpiryChange.Remove _remove -> change("remove", Duration.ZERO);
                });
        return new ScriptCall(scripts.changeExpiries(), keysFor(batch), arguments);
    }

    private static List<byte[]> change(String name, Duration duration) {
        return List.of(argument(name), ScriptArguments.of(duration));
    }

    private ScriptCall skipKeys(List<KeyChange> batch) {
        List<byte[]> arguments = new ArrayList<>(List.of(dispatch));
        for (KeyChange change : batch) {
            arguments.add(Origins.of(mapping, change.key()));
            arguments.addAll(ScriptArguments.skipOf(change));
        }
        return new ScriptCall(scripts.skipKeys(), keysFor(batch), arguments);
    }

    /** Adds the values read and then the values to write; nothing if the content stays as it is. */
    private static void addValues(List<byte[]> arguments, List<KeyChange> batch) {
        List<byte[]> written = new ArrayList<>(batch.size());
        for (KeyChange change : batch) {
            List<byte[]> values = ScriptArguments.valuesOf(change);
            if (!values.isEmpty()) {
                arguments.add(values.getFirst());
                written.add(values.getLast());
            }
        }
        arguments.addAll(written);
    }

    private byte[] preImagePrefix() {
        return journal.preImagePrefix().bytes();
    }

    private List<byte[]> sizeLimits() {
        return ScriptArguments.of(limits);
    }

    private List<RedisKey> keysFor(List<KeyChange> batch) {
        List<RedisKey> keys = journalKeys();
        batch.forEach(change -> keys.add(change.key()));
        return keys;
    }

    private List<RedisKey> journalKeys() {
        return new ArrayList<>(List.of(JournalKeys.FENCE, journal.units(), journal.skipped(), journal.counts()));
    }
}
