package dev.lockstep.benchmark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.benchmark.KafkaWorkerCommands.Answer;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Backups of 100,000 units, and their restores after a step has changed all of them, beside a bare pipeline of SCAN and DUMP
 * on the same server.
 */
final class BackupBenchmark implements Benchmark {

    private static final int UNITS = MongoBenchmark.DOCUMENTS;

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        system.startWithSets(1);
        URI redis = URI.create(system.local().mainRedisUri());
        insertDocuments(system.local().mainMongoUri());
        RedisBenchmark.insert(redis, UNITS);
        String brokers = system.local().servers().kafka().bootstrapServers();
        try (MigrationRunner runner = system.runner();
                KafkaWorkerCommands commands = new KafkaWorkerCommands(brokers)) {
            measure(Plans.constantField("bench_step"), document(), new Tools(runner, commands, results));
            double bare = BareRedis.dump(redis);
            results.add("bare pipeline of SCAN, DUMP and PTTL", bare, "/s");
            double backup = measure(Plans.copyUserStates(), keys(), new Tools(runner, commands, results));
            results.addRatio("  backup / bare pipeline", backup / bare);
        }
    }

    /** What one measurement uses. */
    private record Tools(MigrationRunner runner, KafkaWorkerCommands commands, ResultTable results) {}

    /** Returns the units per second of the backup. */
    private static double measure(String plan, Step step, Tools tools) {
        MigrationId migration = new MigrationId(UUID.randomUUID());
        Answer<Report.BackedUp> backup = backUp(migration, step, tools);
        BackupResult result = backup.report().result();
        double perSecond = add("backup", step, backup.duration(), tools);
        tools.results().add("  bytes per unit in the backup", (double) result.bytes() / result.units(), "B");
        add(
                "repeated backup, which verifies the complete one",
                step,
                backUp(migration, step, tools).duration(),
                tools);
        tools.runner().run(plan);
        restore("dry run of the restore", true, migration, step, tools);
        restore("restore of changed units", false, migration, step, tools);
        restore("restore of equal units", false, migration, step, tools);
        return perSecond;
    }

    private static Answer<Report.BackedUp> backUp(MigrationId migration, Step step, Tools tools) {
        return tools.commands()
                .run(
                        new Command.Backup(
                                tools.commands().header(migration, step, Checksum.of(List.of(step))),
                                step,
                                List.of(),
                                new PlanName("bench"),
                                Duration.ofDays(1)),
                        Report.BackedUp.class);
    }

    private static void restore(String what, boolean dryRun, MigrationId migration, Step step, Tools tools) {
        Answer<Report.Restored> restored = tools.commands()
                .run(
                        new Command.Restore(
                                tools.commands().header(migration, step, Checksum.of(step)),
                                step,
                                migration,
                                null,
                                dryRun),
                        Report.Restored.class);
        RestoreResult result = restored.report().result();
        add(what, step, restored.duration(), tools);
        tools.results().add("  units changed", (double) result.recreated() + result.replaced() + result.removed(), "");
    }

    private static double add(String what, Step step, Duration duration, Tools tools) {
        tools.results().add("%s, %s".formatted(step.operation().type(), what), (double) duration.toMillis(), "ms");
        double perSecond = StepRates.perSecond(UNITS, duration);
        tools.results().add("  units per second", perSecond, "/s");
        return perSecond;
    }

    private static Step keys() {
        return Step.of(
                "keys",
                "main-redis",
                operation(
                        """
                {"type": "redis.transform", "match": "user_state:*", "key": {"from": "user_state:", "to": "user_state_v2:"}}
                """));
    }

    private static Step document() {
        return Step.of(
                "documents",
                "main-mongo",
                operation(
                        """
                {"type": "mongo.update", "collection": "bench_step", "filter": {}, "update": {"$set": {"schemaVersion": 1}}}
                """));
    }

    private static StepOperation operation(String json) {
        return LockstepJson.plans().readValue(json, StepOperation.class);
    }

    private static void insertDocuments(String uri) {
        try (MongoClient client = MongoClients.create(uri)) {
            MongoBenchmark.insert(client.getDatabase(MongoDatabases.nameIn(uri)).getCollection("bench_step"));
        }
    }
}
