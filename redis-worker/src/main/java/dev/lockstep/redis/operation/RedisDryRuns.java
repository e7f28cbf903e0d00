package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.KeyGlob;
import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.plan.RedisExpire;
import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.redis.unit.RedisUnitEngine;
import dev.lockstep.worker.IndependentDryRuns;
import dev.lockstep.worker.StepContext;
import java.util.stream.Stream;

/** Finds out what an operation would change, with the planner and the checks of its apply. */
public final class RedisDryRuns implements IndependentDryRuns.StepDryRun {
    private final RedisUnitEngine engine;

    public RedisDryRuns(RedisUnitEngine engine) {
        this.engine = engine;
    }

    @Override
    public DryRunResult run(StepOperation operation, StepContext context) {
        return switch (redis(operation)) {
            case RedisTransform transform -> {
                TransformPreflight.check(transform);
                yield engine.dryRun(new TransformPlanner(transform), context);
            }
            case RedisExpire expire -> engine.dryRun(new ExpirePlanner(expire), context);
        };
    }

    /**
     * Whether the earlier operation may write a source or a destination of the operation. Only the literal prefixes of
     * the keys are compared, so true can be wrong.
     */
    public static boolean mayBuildOn(StepOperation operation, StepOperation earlier) {
        RedisOperation found = redis(operation);
        String written = writtenPrefix(redis(earlier));
        return Stream.of(KeyGlob.literalPrefix(matchOf(found)), writtenPrefix(found))
                .anyMatch(prefix -> prefix.startsWith(written) || written.startsWith(prefix));
    }

    /** The literal prefix of all keys that the operation writes, besides the sources that a finish deletes. */
    private static String writtenPrefix(RedisOperation operation) {
        return switch (operation) {
            case RedisExpire expire -> KeyGlob.literalPrefix(expire.match());
            case RedisTransform transform -> writtenPrefix(transform);
        };
    }

    private static String writtenPrefix(RedisTransform transform) {
        String prefix = KeyGlob.literalPrefix(transform.match());
        KeyRename rename = transform.key();
        if (rename == null) {
            return prefix;
        }
        return prefix.startsWith(rename.from()) ? rename.destinationOf(prefix) : rename.to();
    }

    private static String matchOf(RedisOperation operation) {
        return switch (operation) {
            case RedisExpire expire -> expire.match();
            case RedisTransform transform -> transform.match();
        };
    }

    private static RedisOperation redis(StepOperation operation) {
        return switch (operation) {
            case RedisOperation redis -> redis;
            case PostgresOperation postgres -> throw otherKind(postgres);
            case MongoOperation mongo -> throw otherKind(mongo);
        };
    }

    private static IllegalArgumentException otherKind(StepOperation operation) {
        return new IllegalArgumentException("%s is not an operation of Redis".formatted(operation.type()));
    }
}
