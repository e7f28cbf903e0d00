package dev.lockstep.redis.unit;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.List;

/** Builds the script calls of one finish or compensation, one call per batch of rows of the journal. */
final class RestoreCalls {
    private final KeyMapping mapping;
    private final UnitScripts scripts;
    private final JournalKeys journal;
    private final byte[] dispatch;
    private final List<byte[]> policyAndLimits;

    RestoreCalls(KeyMapping mapping, StepContext context, UnitScripts scripts, UnitLimits limits) {
        this.mapping = mapping;
        this.scripts = scripts;
        this.journal = new JournalKeys(context.key());
        this.dispatch = argument(context.dispatch().toString());
        this.policyAndLimits = new ArrayList<>(List.of(ScriptArguments.of(context.onConflict())));
        policyAndLimits.addAll(ScriptArguments.of(limits));
    }

    /** Moves sources into the journal. */
    ScriptCall deleteSources(List<RedisKey> sources) {
        List<RedisKey> keys = new ArrayList<>(List.of(
                JournalKeys.FENCE, journal.units(), journal.keptSources(), journal.counts(), journal.deletedSources()));
        keys.addAll(sources);
        List<byte[]> arguments = new ArrayList<>(List.of(dispatch, sourcePreImagePrefix()));
        arguments.addAll(Origins.ofKeys(mapping, sources));
        return new ScriptCall(scripts.deleteSources(), keys, arguments);
    }

    ScriptCall restoreSources(List<RedisKey> sources) {
        List<RedisKey> keys = new ArrayList<>(
                List.of(JournalKeys.FENCE, journal.deletedSources(), journal.counts(), journal.conflicts()));
        keys.addAll(sources);
        List<byte[]> arguments = new ArrayList<>(List.of(dispatch, sourcePreImagePrefix()));
        arguments.addAll(policyAndLimits);
        return new ScriptCall(scripts.restoreSources(), keys, arguments);
    }

    /** Restores the keys that the step wrote for these sources. */
    ScriptCall restoreUnits(List<RedisKey> sources) {
        List<RedisKey> keys =
                new ArrayList<>(List.of(JournalKeys.FENCE, journal.units(), journal.counts(), journal.conflicts()));
        List<byte[]> arguments =
                new ArrayList<>(List.of(dispatch, journal.preImagePrefix().bytes()));
        arguments.addAll(policyAndLimits);
        for (RedisKey source : sources) {
            keys.add(mapping.destinationOf(source));
            arguments.add(source.bytes());
        }
        return new ScriptCall(scripts.restoreUnits(), keys, arguments);
    }

    private byte[] sourcePreImagePrefix() {
        return journal.sourcePreImagePrefix().bytes();
    }
}
