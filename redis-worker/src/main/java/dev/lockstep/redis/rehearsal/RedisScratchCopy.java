package dev.lockstep.redis.rehearsal;

import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContentDigests;
import dev.lockstep.worker.ScratchCopy;
import dev.lockstep.worker.StepContext;

/**
 * A copy in a logical database of its own.
 *
 * @param target a connection to the copy, as to a target
 * @param keys names the parts of its content
 */
record RedisScratchCopy(
        RedisScratchDatabase scratch, ConnectedTarget target, CopiedKeys keys, int batchSize, Contents contents)
        implements ScratchCopy {
    @Override
    public ContentDigests digests(StepContext context) {
        ContentDigests digests = scratch.connections()
                .withSession(session -> new RedisContentDigests(session, keys, batchSize, context).compute());
        ensureInUse();
        return digests;
    }

    @Override
    public void ensureInUse() {
        scratch.ensureInUse();
    }

    @Override
    public void close() {
        target.close();
        scratch.close();
    }
}
