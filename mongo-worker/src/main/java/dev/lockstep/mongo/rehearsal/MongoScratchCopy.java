package dev.lockstep.mongo.rehearsal;

import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContentDigests;
import dev.lockstep.worker.ScratchCopy;
import dev.lockstep.worker.StepContext;

/**
 * A copy in a database of its own.
 *
 * @param target a connection to the copy, as to a target
 */
record MongoScratchCopy(MongoScratchDatabase scratch, ConnectedTarget target, Contents contents)
        implements ScratchCopy {
    @Override
    public ContentDigests digests(StepContext context) {
        ContentDigests digests = new MongoContentDigests(scratch.database(), context).compute();
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
