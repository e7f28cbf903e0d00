package dev.lockstep.coordinator.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.orchestration.CommitNotifier;
import dev.lockstep.coordinator.orchestration.JdbcMigrations;
import dev.lockstep.coordinator.orchestration.JdbcSagaJournal;
import dev.lockstep.coordinator.orchestration.JdbcSagaWriter;
import dev.lockstep.coordinator.orchestration.LinkedMigrations;
import dev.lockstep.coordinator.orchestration.MigrationStarter;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.SubmissionService;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.RunMode;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.target.RegisteredTargets;
import dev.lockstep.coordinator.target.TestTargets;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Submits, starts and freezes in several threads at random, and compares the times of all starts with those of all
 * freezes.
 */
class FreezeConcurrencyTest {
    private static final int SUBMITTERS = 2;
    private static final int MIGRATIONS_OF_EACH = 60;
    private static final int STARTERS = 2;
    private static final int MAX_PAUSE = 6;
    private static final Actor ALICE = new Actor("alice", Actor.Kind.PERSON, null);
    private static final Actor BOB = new Actor("bob", Actor.Kind.PERSON, null);

    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final Transactions transactions = new Transactions(new JdbcTransactionManager(database));
    private final JdbcFreezes freezes = new JdbcFreezes(jdbc);
    private final RegisteredTargets targets = TestTargets.ready(IntStream.range(0, SUBMITTERS * MIGRATIONS_OF_EACH)
            .mapToObj(FreezeConcurrencyTest::name)
            .map(TargetName::new)
            .toList());

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    private static String name(int number) {
        return "target-" + number;
    }

    /** A coordinator with its own caches. */
    private record Coordinator(SubmissionService submissions, MigrationStarter starter) {}

    private Coordinator coordinator() {
        SagaJournal journal = new JdbcSagaJournal(jdbc);
        JdbcQueue queue = new JdbcQueue(jdbc);
        SagaPolicy policy = SagaPolicy.standard();
        SagaShell sagas = new SagaShell(
                journal,
                new SagaDecider(policy),
                new JdbcSagaWriter(jdbc, new JdbcClaims(jdbc), queue, new SagaEffects(policy)),
                new LinkedMigrations(new JdbcMigrations(jdbc), new JdbcClaims(jdbc), journal),
                transactions,
                new CommitNotifier(List.of(), _messages -> {}));
        MigrationStarter starter = new MigrationStarter(
                queue,
                new WaitReasons(freezes, new JdbcTargetStops(jdbc), queue, targets),
                journal,
                sagas,
                new MigrationTasks(transactions, System::nanoTime));
        return new Coordinator(
                new SubmissionService(
                        new JdbcMigrations(jdbc), queue, sagas, starter, () -> new MigrationId(UUID.randomUUID())),
                starter);
    }

    private void submit(int number) {
        Plan plan = plan(name(number));
        SubmissionService submissions = coordinator().submissions();
        transactions.run(() -> submissions.submit(plan, RunMode.MIGRATION, new Requester(ALICE, "concurrent")));
    }

    private static Plan plan(String name) {
        return LockstepJson.plans()
                .readValue(
                        """
                        {"apiVersion": "lockstep.dev/v1", "kind": "MigrationPlan", "metadata": {"name": "%s"},
                         "spec": {"steps": [{"id": "only", "target": "%s",
                          "operation": {"type": "postgres.sql", "version": "1", "up": "SELECT 1", "down": "SELECT 2"}}]}}
                        """
                                .formatted(name, name),
                        Plan.class);
    }

    private void freezeAndBreak(Random random) {
        Freeze opened = transactions.run(() -> {
            Instant now = freezes.lock();
            return freezes.open(new FreezeRequest.Checked("concurrent", null), ALICE, now, null);
        });
        pause(random);
        transactions.run(() -> {
            Instant now = freezes.lock();
            freezes.update(opened.with(new BreakRequest(ALICE, "a", now)).with(new BreakRequest(BOB, "b", now)));
            return now;
        });
        pause(random);
    }

    // Statements take time, so no thread sleeps.
    private void pause(Random random) {
        IntStream.range(0, random.nextInt(MAX_PAUSE)).forEach(_count -> freezes.now());
    }

    private long count(String sql) {
        return Objects.requireNonNull(jdbc.queryForObject(sql, Long.class));
    }

    private static void join(List<Future<?>> all) throws ExecutionException, InterruptedException {
        for (Future<?> one : all) {
            one.get();
        }
    }

    private void runTogether() throws ExecutionException, InterruptedException {
        AtomicInteger submitting = new AtomicInteger(SUBMITTERS);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, SUBMITTERS)
                    .forEach(submitter -> all.add(threads.submit(() -> {
                        try {
                            IntStream.range(0, MIGRATIONS_OF_EACH)
                                    .forEach(number -> submit(submitter * MIGRATIONS_OF_EACH + number));
                        } finally {
                            submitting.decrementAndGet();
                        }
                    })));
            IntStream.range(0, STARTERS)
                    .forEach(_starter -> all.add(threads.submit(() -> {
                        MigrationStarter starter = coordinator().starter();
                        while (submitting.get() > 0) {
                            starter.startAll();
                        }
                    })));
            all.add(threads.submit(() -> {
                Random random = new Random(20_261_130);
                while (submitting.get() > 0) {
                    freezeAndBreak(random);
                }
            }));
            join(all);
        }
    }

    @Nested
    class A_migration {
        @Test
        void starts_only_while_no_freeze_is_open() throws ExecutionException, InterruptedException {
            runTogether();

            assertThat(count("SELECT count(*) FROM migration_freeze WHERE ended_at IS NOT NULL"))
                    .isGreaterThan(5);
            assertThat(count(duringFreeze("submitted.v1"))).isPositive();
            assertThat(count("SELECT count(*) FROM saga_event WHERE type = 'started.v1'"))
                    .isPositive();
            assertThat(count(duringFreeze("started.v1"))).isZero();

            // One run starts at most a hundred.
            MigrationStarter starter = coordinator().starter();
            starter.startAll();
            starter.startAll();
            assertThat(count("SELECT count(*) FROM saga_event WHERE type = 'started.v1'"))
                    .isEqualTo((long) SUBMITTERS * MIGRATIONS_OF_EACH);
        }

        private static String duringFreeze(String event) {
            return """
                    SELECT count(*) FROM saga_event e JOIN migration_freeze f ON e.at > f.opened_at AND e.at < f.ended_at
                    WHERE e.type = '%s'
                    """
                    .formatted(event);
        }
    }
}
