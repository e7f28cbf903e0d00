package dev.lockstep.redis.backup;

import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.plan.RedisExpire;
import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.journal.JournalKeys;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The keys that the steps of one migration touch on one target. Lockstep's own keys never are. */
public record TouchedKeys(List<KeyRule> rules) {
    public TouchedKeys {
        rules = List.copyOf(rules);
    }

    /** Returns the keys that these steps of a migration touch. */
    public static TouchedKeys of(MigrationId migration, List<Step> steps) {
        return new TouchedKeys(steps.stream()
                .map(step -> rule(step.operation(), new JournalKeys(new StepKey(migration, step.id()))))
                .toList());
    }

    private static KeyRule rule(StepOperation operation, JournalKeys journal) {
        return switch (operation) {
            case RedisOperation redis -> rule(redis, journal);
            case PostgresOperation postgres -> throw otherKind(postgres);
            case MongoOperation mongo -> throw otherKind(mongo);
        };
    }

    private static KeyRule rule(RedisOperation operation, JournalKeys journal) {
        return switch (operation) {
            case RedisTransform transform -> KeyRule.of(transform.match(), transform.key(), journal);
            case RedisExpire expire -> KeyRule.of(expire.match(), null, journal);
        };
    }

    private static IllegalArgumentException otherKind(StepOperation operation) {
        return new IllegalArgumentException("%s is not an operation of Redis".formatted(operation.type()));
    }

    /** The scans that find every touched key; a key can be in several of them. */
    List<Scan> all() {
        List<Scan> scans = new ArrayList<>();
        for (KeyRule rule : rules) {
            // The server knows best which keys match a glob.
            scans.add(new Scan(rule.match(), _ -> true));
            addDestinations(scans, rule);
        }
        return scans;
    }

    /** The scans that find the keys that the steps can create; a key can be in several of them. */
    List<Scan> created() {
        List<Scan> scans = new ArrayList<>();
        rules.forEach(rule -> addDestinations(scans, rule));
        return scans;
    }

    private static void addDestinations(List<Scan> scans, KeyRule rule) {
        String glob = rule.destinationScan();
        if (glob != null) {
            scans.add(new Scan(glob, rule::isDestination));
        }
    }

    /**
     * A scan for touched keys.
     *
     * @param glob finds all of them, and possibly more
     * @param contains whether a key that it finds is one of them
     */
    record Scan(String glob, Predicate<RedisKey> contains) {}
}
