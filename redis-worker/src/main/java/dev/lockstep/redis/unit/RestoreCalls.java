package dev.lockstep.redis.unit;

import static dev.lockstep.redis.connection.ScriptCall.argument;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.worker.StepContext;
import java.util.List;

/** Builds the script calls of one finish or compensation, one call per row of the journal. */
final class RestoreCalls {
    private final KeyMapping mapping;
    private final UnitScripts scripts;
    private final JournalKeys journal;
    private final byte[] dispatch;
    private final byte[] conflictPolicy;

    RestoreCalls(KeyMapping mapping, StepContext context, UnitScripts scripts) {
        this.mapping = mapping;
        this.scripts = scripts;
        this.journal = new JournalKeys(context.key());
        this.dispatch = argument(context.dispatch().toString());
        this.conflictPolicy = ScriptArguments.of(context.onConflict());
    }

    /** Moves a source into the journal. */
    ScriptCall deleteSource(RedisKey source) {
        return new ScriptCall(
                scripts.deleteSource(),
                List.of(
                        JournalKeys.FENCE,
                        journal.units(),
                        journal.keptSources(),
                        journal.counts(),
                        journal.deletedSources(),
                        source,
                        journal.sourcePreImageOf(source)),
                List.of(dispatch, mapping.sourceOf(source).map(RedisKey::bytes).orElse(ScriptArguments.EMPTY)));
    }

    ScriptCall restoreSource(RedisKey source) {
        return new ScriptCall(
                scripts.restoreSource(),
                List.of(
                        JournalKeys.FENCE,
                        journal.deletedSources(),
                        journal.counts(),
                        journal.conflicts(),
                        source,
                        journal.sourcePreImageOf(source)),
                List.of(dispatch, conflictPolicy));
    }

    /** Restores the key that the step wrote for this source. */
    ScriptCall restoreUnit(RedisKey source) {
        return new ScriptCall(
                scripts.restoreUnit(),
                List.of(
                        JournalKeys.FENCE,
                        journal.units(),
                        journal.counts(),
                        journal.conflicts(),
                        mapping.destinationOf(source),
                        journal.preImageOf(source)),
                List.of(dispatch, source.bytes(), conflictPolicy));
    }
}
