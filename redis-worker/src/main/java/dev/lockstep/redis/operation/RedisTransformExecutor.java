package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepOutcome;
import java.util.Optional;

/**
 * Changes every key that matches, and puts each back that no application has changed since.
 *
 * <p>A key is judged once per step. Its change, its row in the journal and the count of it are one script, so a crash
 * leaves nothing to be found out; going on is scanning again and leaving out what has a row.
 */
public final class RedisTransformExecutor implements StepExecutor<RedisTransform> {
    private final RedisConnections connections;
    private final int batchSize;

    public RedisTransformExecutor(RedisConnections connections, int batchSize) {
        this.connections = connections;
        this.batchSize = batchSize;
    }

    @Override
    public Class<RedisTransform> operation() {
        return RedisTransform.class;
    }

    @Override
    public StepOutcome preflight(RedisTransform operation, StepContext context) {
        return new RedisPreflight(connections.shared(), operation).run();
    }

    @Override
    public StepOutcome apply(RedisTransform operation, StepContext context) {
        try (RedisSession reader = connections.open();
                RedisSession writer = connections.open()) {
            RedisStepUnits units = new RedisStepUnits(writer, operation, context, batchSize);
            Optional<StepFailure> failure = new RedisForward(reader, operation, units).run();
            failure.ifPresent(found -> {
                throw new OperationFailed(found);
            });
            return new StepOutcome.Applied(units.applied());
        }
    }

    /** Sources come back before destinations go, so that an application finds the one or the other at any moment. */
    @Override
    public StepOutcome compensate(RedisTransform operation, StepContext context) {
        try (RedisSession session = connections.open()) {
            RedisStepUnits units = new RedisStepUnits(session, operation, context, batchSize);
            Optional<StepFailure> failure =
                    units.damage().or(units::bringSourcesBack).or(units::undoChanges);
            failure.ifPresent(found -> {
                throw new OperationFailed(found);
            });
            return new StepOutcome.Compensated(units.undone());
        }
    }

    /** Moves each source that is still as it was read into the journal; one that was changed since stays. */
    @Override
    public StepOutcome finish(RedisTransform operation, StepContext context) {
        try (RedisSession session = connections.open()) {
            RedisStepUnits units = new RedisStepUnits(session, operation, context, batchSize);
            Optional<StepFailure> failure = units.damage().or(units::dropSources);
            failure.ifPresent(found -> {
                throw new OperationFailed(found);
            });
            return new StepOutcome.Applied(units.finished());
        }
    }
}
