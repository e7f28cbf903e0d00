package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepFailure.Permanent;
import dev.lockstep.contract.protocol.StepFailure.Transient;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.journal.ConflictRow;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which answers end a dispatch, and in which words. */
final class UnitFailures {
    private final KeyNames names;
    private final StepContext context;

    UnitFailures(RedisTransform operation, StepContext context) {
        this.names = new KeyNames(operation.key());
        this.context = context;
    }

    /** The first failure among the answers to an undo or a finish. */
    Optional<StepFailure> firstOf(List<RedisKey> batch, List<byte[]> answers) {
        for (int index = 0; index < batch.size(); index++) {
            Optional<StepFailure> failure = of(batch.get(index), answers.get(index));
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<StepFailure> of(RedisKey key, byte[] answer) {
        byte[] detail = UnitAnswer.detailOf(answer);
        return switch (UnitAnswer.parse(answer)) {
            case WRITTEN, SKIPPED, DONE, GONE, RESTORED, EXPIRED -> Optional.empty();
            case CONFLICT -> detail.length == 0 ? Optional.empty() : Optional.of(conflict(ConflictRow.parse(detail)));
            case LOST -> Optional.of(lost(key));
            case SUPERSEDED -> throw superseded();
            case FENCE_LOST -> Optional.of(fenceLost());
            case CHANGED, EXISTING, REFUSED ->
                throw new IllegalStateException("%s: no answer to an undo".formatted(UnitAnswer.parse(answer)));
        };
    }

    DispatchSuperseded superseded() {
        return new DispatchSuperseded(context.key(), context.dispatch(), "the target's fence is higher");
    }

    /** The store went back behind the moment at which this dispatch was accepted; the next one finds out how far. */
    StepFailure fenceLost() {
        return new Transient(
                "fence-lost",
                "the target's fence is below dispatch %s, which had raised it: the server has lost writes"
                        .formatted(context.dispatch()));
    }

    StepFailure existing(RedisKey source, Effect effect) {
        return new Permanent(
                "destination-exists",
                "destination key %s of source key %s exists and was not written by this step"
                        .formatted(names.destinationOf(source), source),
                effect);
    }

    StepFailure malformed(Change.Skip skip, Effect effect) {
        return new Permanent(
                "malformed-value",
                "key %s is %s: %s".formatted(skip.key(), skip.reason().text(), skip.detail()),
                effect);
    }

    StepFailure busy(RedisKey key, int attempts) {
        return new Transient(
                "source-busy",
                "key %s was changed by an application between reading and writing it, %d times in a row"
                        .formatted(key, attempts));
    }

    StepFailure damaged(JournalKeys keys, Map<String, Long> counts) {
        return new Permanent(
                "journal-damaged",
                "%s and %s do not have the unit rows that the journal counts: %s"
                        .formatted(keys.units(), keys.sources(), counts),
                Effect.PARTIAL);
    }

    private static StepFailure conflict(Conflict conflict) {
        return new Permanent(
                "conflict",
                "key %s was changed after the step: it left %s, and there is %s"
                        .formatted(conflict.unit(), conflict.expected(), conflict.found()),
                Effect.PARTIAL);
    }

    private StepFailure lost(RedisKey key) {
        return new Permanent(
                "pre-image-missing",
                "the journal has a row for key %s but not the pre-image that the row tells of".formatted(key),
                Effect.PARTIAL);
    }
}
