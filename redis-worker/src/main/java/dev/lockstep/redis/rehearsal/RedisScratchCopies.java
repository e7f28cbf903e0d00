package dev.lockstep.redis.rehearsal;

import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.CopyProgress;
import dev.lockstep.worker.ScratchCopies;
import dev.lockstep.worker.ScratchCopy;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetSettings;
import java.util.OptionalInt;

/** Makes copies of one logical database of Redis, each in a logical database of its own. */
public final class RedisScratchCopies implements ScratchCopies {
    private final RedisConnections target;
    private final UnitLimits limits;
    private final RedisScratchServers servers;
    private final RedisCopyDatabases databases;

    public RedisScratchCopies(
            TargetSettings settings, RedisConnections target, UnitLimits limits, RedisScratchServers servers) {
        this.target = target;
        this.limits = limits;
        this.servers = servers;
        this.databases = new RedisCopyDatabases(settings, target, servers);
    }

    @Override
    public ScratchCopy create(ScratchRequest request, StepContext context) {
        CopiedKeys keys = CopiedKeys.of(context.key().migration(), request.steps());
        RedisScratchDatabase scratch = databases.claim(context);
        try {
            CopyProgress progress = new CopyProgress(context);
            target.withSession(source -> scratch.connections()
                    .withSession(copy -> copy(keys, request.sample(), new Sessions(source, copy), progress)));
            return new RedisScratchCopy(
                    scratch,
                    servers.connect(scratch.database()),
                    keys,
                    limits.batchSize(),
                    progress.contents(scratch.name()));
        } catch (RuntimeException thrown) {
            scratch.close();
            throw thrown;
        } catch (Error thrown) {
            scratch.abandon();
            throw thrown;
        }
    }

    private record Sessions(RedisSession target, RedisSession copy) {}

    private CopyProgress copy(CopiedKeys keys, OptionalInt sample, Sessions sessions, CopyProgress progress) {
        new RedisCopyMemory(sessions.target(), sessions.copy()).check(keys, sample);
        sessions.target().leaveKeysUntouched();
        RedisKeyCopy copy = new RedisKeyCopy(sessions.target(), sessions.copy(), limits, progress);
        keys.rules().forEach(rule -> copy.run(rule, sample));
        copy.finish();
        return progress;
    }

    @Override
    public int deleteAbandoned() {
        return databases.deleteAbandoned();
    }
}
