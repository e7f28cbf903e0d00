package dev.lockstep.coordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.freeze.JdbcFreezes;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.orchestration.CommitNotifier;
import dev.lockstep.coordinator.orchestration.JdbcMigrations;
import dev.lockstep.coordinator.orchestration.JdbcSagaJournal;
import dev.lockstep.coordinator.orchestration.JdbcSagaWriter;
import dev.lockstep.coordinator.orchestration.LinkedMigrations;
import dev.lockstep.coordinator.orchestration.MigrationStarter;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaRequest;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.SubmissionService;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.target.TestTargets;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The target of the migration is not ready, so only the test starts it. */
class MemberMigrationsTest {
    private static final Actor ALICE = Actor.named("alice");
    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final Transactions transactions = new Transactions(new JdbcTransactionManager(database));
    private final JdbcFleets fleets = new JdbcFleets(jdbc);
    private final JdbcSagaJournal journal = new JdbcSagaJournal(jdbc);
    private final SagaShell sagas = new SagaShell(
            journal,
            new SagaDecider(SagaPolicy.standard()),
            new JdbcSagaWriter(jdbc, new JdbcClaims(jdbc), new JdbcQueue(jdbc), new SagaEffects(SagaPolicy.standard())),
            new LinkedMigrations(new JdbcMigrations(jdbc), new JdbcClaims(jdbc), journal),
            transactions,
            new CommitNotifier(List.of(), _messages -> {}));
    private final MemberMigrations migrations = new MemberMigrations(fleets, submissions(), journal, sagas);

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    private SubmissionService submissions() {
        JdbcQueue queue = new JdbcQueue(jdbc);
        MigrationStarter starter = new MigrationStarter(
                queue,
                new WaitReasons(new JdbcFreezes(jdbc), new JdbcTargetStops(jdbc), queue, TestTargets.ready(List.of())),
                journal,
                sagas,
                new MigrationTasks(transactions, System::nanoTime));
        return new SubmissionService(
                new JdbcMigrations(jdbc), queue, sagas, starter, () -> new MigrationId(UUID.randomUUID()));
    }

    private static Plan plan() {
        return LockstepJson.plans()
                .readValue(
                        """
                        {"apiVersion": "lockstep.dev/v1", "kind": "MigrationPlan", "metadata": {"name": "plan"},
                         "spec": {"targets": {"group": "tenants"}, "steps": [{"id": "only", "target": "tenants",
                            "operation": {"type": "postgres.sql", "version": "1", "up": "SELECT 1", "down": "SELECT 2"}}]}}
                        """,
                        Plan.class);
    }

    @Nested
    class A_fleet_that_stops {
        private Fleet fleet;
        private FleetMember member;

        @BeforeEach
        void submit() {
            fleet = transactions.run(() -> {
                Fleet inserted = fleets.insert(
                        plan(),
                        "test",
                        List.of(new TargetName("t-01")),
                        ALICE,
                        new JdbcFleets.RequestKey("alice", null));
                migrations.submit(inserted, fleets.members(inserted.id()).getFirst());
                return inserted;
            });
            member = fleets.members(fleet.id()).getFirst();
            assertThat(state()).isEqualTo("QUEUED");
        }

        private String state() {
            return String.valueOf(fleets.members(fleet.id()).getFirst().state());
        }

        private CompletableFuture<Fleet> cancel() {
            return CompletableFuture.supplyAsync(() -> transactions.run(() -> {
                migrations.cancelIfWaiting(fleet, member, "the load is too high");
                return fleet;
            }));
        }

        /** Changes the migration between the moments when the cancellation reads its state and when it locks it. */
        private void cancelDuring(Function<CommandContext, SagaCommand> change) {
            CompletableFuture<Fleet> cancelled = transactions.run(() -> {
                sagas.handle(SagaRequest.of(
                        Objects.requireNonNull(member.migration()), new Requester(ALICE, "meanwhile"), change));
                CompletableFuture<Fleet> waiting = cancel();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> Boolean.TRUE.equals(new JdbcTemplate(database)
                                .queryForObject(
                                        """
                                        SELECT EXISTS (SELECT 1 FROM pg_stat_activity
                                            WHERE datname = current_database() AND wait_event_type = 'Lock')
                                        """,
                                        Boolean.class)));
                return waiting;
            });
            cancelled.join();
        }

        @Test
        void cancels_a_migration_that_has_not_started() {
            cancel().join();
            assertThat(state()).isEqualTo("CANCELLED");
        }

        @Test
        void does_not_interrupt_a_migration_that_starts_meanwhile() {
            cancelDuring(SagaCommand.Start::new);
            assertThat(state()).isEqualTo("PREFLIGHT");
        }

        @Test
        void cancels_a_migration_that_changes_meanwhile_and_has_not_started() {
            cancelDuring(context -> new SagaCommand.ReportMissingWorker(context, member.target(), Instant.EPOCH));
            assertThat(state()).isEqualTo("CANCELLED");
        }
    }
}
