package dev.lockstep.redis.rehearsal;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.plan.Verification.Count;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.redis.backup.KeyRule;
import dev.lockstep.redis.backup.TouchedKeys;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The keys that a copy has: those of the steps, and then those of their checks. */
record CopiedKeys(List<KeyRule> rules) {
    static CopiedKeys of(MigrationId migration, List<Step> steps) {
        List<KeyRule> rules = new ArrayList<>(TouchedKeys.of(migration, steps).rules());
        steps.forEach(step -> step.verify().stream()
                .flatMap(CopiedKeys::matchOf)
                .map(match -> KeyRule.of(match, null, new JournalKeys(new StepKey(migration, step.id()))))
                .forEach(rules::add));
        return new CopiedKeys(List.copyOf(rules));
    }

    private static Stream<String> matchOf(Verification check) {
        return check.count() instanceof Count.Keys keys ? Stream.of(keys.match()) : Stream.of();
    }

    /** The name of the part of the content that has this key. */
    String partOf(RedisKey key) {
        for (KeyRule rule : rules) {
            if (rule.isSource(key)) {
                return "keys \"%s\"".formatted(rule.match());
            }
            if (rule.isDestination(key)) {
                return "keys \"%s\" after their rename".formatted(rule.match());
            }
        }
        return "other keys";
    }
}
