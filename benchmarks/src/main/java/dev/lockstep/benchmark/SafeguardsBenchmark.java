package dev.lockstep.benchmark;

import dev.lockstep.stack.postgres.PostgresDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Dry run, rehearsal, backup and restore of 100,000 units, beside the apply and beside a tool or program that reads the
 * same units from the same server into a compressed file. Each is measured in several rounds, the peers in the same ones.
 */
final class SafeguardsBenchmark implements Benchmark {

    static final int UNITS = 100_000;
    private static final int ROUNDS = Integer.getInteger("lockstep.rounds", 3);
    private static final String DUMP = "dump";

    @Override
    public String name() {
        return "safeguards";
    }

    @Override
    public void measure(BenchmarkSystem system, ResultTable results) {
        Path directory = system.directory().resolve("benchmark-peers");
        try (InstalledPostgres installed = InstalledPostgres.start(directory.resolve("postgres"))) {
            measure(system, installed, new BackupPeers(directory), results);
        }
    }

    private static void measure(
            BenchmarkSystem system, InstalledPostgres installed, BackupPeers peers, ResultTable results) {
        Optional<PostgresDatabase> dumped = installed.database();
        system.startWith(environment(dumped));
        PostgresDatabase postgres = dumped.orElseGet(() -> system.local().mainPostgres());
        String mongo = system.local().mainMongoUri();
        String redis = system.local().mainRedisUri();
        SafeguardData.insertRows(postgres, UNITS);
        SafeguardData.insertDocuments(mongo, UNITS);
        SafeguardData.insertKeys(redis, UNITS);
        String set = dumped.isPresent() ? DUMP : "main";
        try (MigrationRunner runner = system.runner()) {
            new Measured("PostgreSQL " + installed.version(), set + "-postgres", () -> Plans.allRows(set))
                    .run(runner, installed.peer(peers, postgres), results);
            new Measured("Redis", "main-redis", Plans::copyUserStates)
                    .run(runner, new Peer("bare SCAN + DUMP to gzip", () -> peers.dump(redis)), results);
            new Measured("mongo-java-server, not MongoDB", "main-mongo", () -> Plans.constantField("bench_step"))
                    .run(runner, new Peer("bare find to gzip", () -> peers.find(mongo, "bench_step")), results);
        }
    }

    /** The tools of the stores would add their time to that of the backups. */
    private static Map<String, String> environment(Optional<PostgresDatabase> dumped) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "LOCKSTEP_BACKUPS_TOOLS_PG_DUMP", "never",
                "LOCKSTEP_BACKUPS_TOOLS_MONGODUMP", "never",
                "LOCKSTEP_BACKUPS_TOOLS_REDIS_CLI", "never"));
        dumped.ifPresent(database -> environment.putAll(Map.of(
                "LOCKSTEP_TARGETS_DUMP_POSTGRES_URL", database.jdbcUrl(),
                "LOCKSTEP_TARGETS_DUMP_POSTGRES_USERNAME", database.username(),
                "LOCKSTEP_TARGETS_DUMP_POSTGRES_PASSWORD", database.password())));
        return environment;
    }

    /** What reads the same units without Lockstep; returns how long it took. */
    record Peer(String name, Supplier<Duration> run) {}

    /** One store with a plan that changes all of its units. */
    private record Measured(String store, String target, Supplier<String> plans) {
        void run(MigrationRunner runner, Peer peer, ResultTable results) {
            Safeguard dryRun = new Safeguard("dry run");
            Safeguard rehearsal = new Safeguard("rehearsal of all units");
            Safeguard apply = new Safeguard("apply");
            Safeguard backup = new Safeguard("backup");
            Safeguard restore = new Safeguard("restore of all units");
            Safeguard bare = new Safeguard(peer.name());
            for (int round = 0; round < ROUNDS; round++) {
                String plan = plans.get();
                dryRun.add(runner.dryRunDuration(runner.dryRun(plan)));
                rehearsal.add(runner.rehearsalDuration(runner.rehearsal(Plans.rehearsedCompletely(plan))));
                bare.add(peer.run().get());
                MigrationRunner.Completed migration = runner.run(Plans.backedUp(plan));
                backup.add(runner.backupDuration(migration));
                apply.add(runner.applyDuration(migration));
                restore.add(runner.restore(migration, target));
            }
            results.add("%s, units".formatted(store), UNITS, "");
            for (Safeguard measured : new Safeguard[] {dryRun, rehearsal, apply, backup, restore, bare}) {
                measured.print(UNITS, results);
            }
            dryRun.printRatio(apply, results);
            rehearsal.printRatio(apply, results);
            backup.printRatio(bare, results);
            restore.printRatio(bare, results);
        }
    }
}
