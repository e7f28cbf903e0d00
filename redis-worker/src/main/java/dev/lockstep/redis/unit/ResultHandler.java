package dev.lockstep.redis.unit;

import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.worker.StepContext;
import java.util.List;
import java.util.function.Supplier;

/** Handles what the scripts of an apply did: counts handled keys, collects contended keys, and throws failures. */
final class ResultHandler {
    private final KeyMapping mapping;
    private final UnitFailures failures;
    private final UnitLimits limits;
    private final Supplier<Effect> effect;
    private final ContendedKeys contended;

    /**
     * @param effect the effect of a failure at the time of the call
     */
    ResultHandler(KeyMapping mapping, StepContext context, UnitLimits limits, Supplier<Effect> effect) {
        this.mapping = mapping;
        this.failures = new UnitFailures(context);
        this.contended = new ContendedKeys(context.masking());
        this.limits = limits;
        this.effect = effect;
    }

    /** The keys that must be read again. */
    ContendedKeys contended() {
        return contended;
    }

    /** Returns the number of keys that were changed or skipped; throws the first failure. */
    long handle(List<RedisUnitWriter.ChangeResult> results) {
        return results.stream()
                .mapToLong(result -> handled(result.change(), result.reply()))
                .sum();
    }

    private int handled(KeyChange change, ScriptReply reply) {
        return switch (reply.result()) {
            case WRITTEN, SKIPPED -> 1;
            case ALREADY_HANDLED, MISSING -> 0;
            case CHANGED -> {
                contended.add(change.key());
                yield 0;
            }
            case DESTINATION_EXISTS ->
                throw failures.destinationExists(change.key(), mapping.destinationOf(change.key()), effect.get());
            case TOO_LARGE -> throw failures.tooLarge(change.key(), reply.text(), limits, effect.get());
            case FAILED -> throw failures.planned((KeyChange.Fail) change, effect.get());
            case ERROR -> throw failures.serverError(change.key(), reply);
            case FENCE_LOST -> throw failures.fenceLost();
            case SUPERSEDED -> throw failures.superseded();
            case DEFERRED, SETTLED, CONFLICT, PRE_IMAGE_MISSING ->
                throw new IllegalStateException("an apply script replied %s".formatted(reply.result()));
        };
    }
}
