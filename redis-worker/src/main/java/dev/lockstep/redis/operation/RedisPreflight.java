package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.ExpiryPolicy;
import dev.lockstep.contract.plan.KeyGlob;
import dev.lockstep.contract.plan.KeyRename;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.StepFailure.Permanent;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.StepResult.UnitNote;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisScript;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ScriptCall;
import dev.lockstep.redis.connection.ServerFacts;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Asks the server, and the operation, whether the step could be done and undone here. */
final class RedisPreflight {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private final RedisSession session;
    private final RedisTransform operation;

    RedisPreflight(RedisSession session, RedisTransform operation) {
        this.session = session;
        this.operation = operation;
    }

    StepOutcome run() {
        ServerFacts facts = session.facts();
        objectionToOperation()
                .or(() -> ServerObjections.to(facts))
                .or(() -> new RedisRoom(session, operation, facts).objection())
                .ifPresent(failure -> {
                    throw new OperationFailed(failure);
                });
        return tried(facts);
    }

    private Optional<Permanent> objectionToOperation() {
        KeyRename rename = operation.key();
        if (rename == null && operation.json() == null && operation.ttl() instanceof ExpiryPolicy.Preserve) {
            return objection("nothing-to-do", "neither key, json nor ttl is given: no key would change");
        }
        if (operation.ttl() instanceof ExpiryPolicy.After(Duration duration) && duration.compareTo(LONGEST) > 0) {
            return objection("ttl-too-long", "ttl is %s: none means for ever".formatted(duration));
        }
        if (rename != null && RedisKey.of(rename.to()).startsWith(RedisKeyScan.OWN)) {
            return objection(
                    "reserved-prefix", "key.to is %s: keys under lockstep: are Lockstep's own".formatted(rename.to()));
        }
        if (operation.existing() == RedisTransform.ExistingKeys.REPLACE && new KeyNames(rename).canChain()) {
            return objection(
                    "chained-replace",
                    "a key under %s can be both a source and a destination, and existing: replace would make the result"
                                    .formatted(operation.match())
                            + " depend on the order in which the server tells its keys");
        }
        return Optional.empty();
    }

    private static Optional<Permanent> objection(String code, String message) {
        return Optional.of(Permanent.withoutEffect(code, message));
    }

    // What a user may not do, the server says itself: the exception passes, and is explained with the server's words.
    private StepOutcome tried(ServerFacts facts) {
        String nobody = UUID.randomUUID().toString();
        RedisKey probe = RedisKey.of("lockstep:probe:" + nobody);
        KeyRename rename = operation.key();
        String from = rename == null ? KeyGlob.literalHead(operation.match()) : rename.from();
        String to = rename == null ? from : rename.to();
        session.run(new ScriptCall(
                RedisScript.named("probe", facts.version()),
                List.of(probe, probe.plus(RedisKey.of(":copy")), RedisKey.of(from + nobody), RedisKey.of(to + nobody)),
                List.of()));
        if (facts.tellsOfDisk()) {
            session.awaitDisk();
        }
        return new StepOutcome.Applied(durability(facts));
    }

    private static StepResult durability(ServerFacts facts) {
        if (facts.keepsEveryWrite()) {
            return new StepResult(0, Map.of("append-only-file", 1L), null, null);
        }
        UnitNote warning = new UnitNote(
                "server", "the append-only file is off: a crash of the server takes the step and its journal with it");
        return new StepResult(0, Map.of("append-only-file", 0L), List.of(warning), null);
    }
}
