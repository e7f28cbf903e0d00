package dev.lockstep.worker.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.FailpointHold;
import dev.lockstep.worker.InMemoryIncrement;
import dev.lockstep.worker.InMemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class KafkaBackupTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration KEEP = Duration.ofDays(7);

    private final TargetName target = new TargetName(SharedKafka.freshPrefix() + "memory");
    private final InMemoryStore store = new InMemoryStore(11);
    private final String digestBefore = store.digest();
    private final ContractMigration migration =
            ContractMigration.of(InMemoryIncrement.OPERATION).on(target, Duration.ofSeconds(3));
    private final TestCoordinator coordinator = new TestCoordinator();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @BeforeEach
    void createTopics() throws Exception {
        String commands = Topics.commandsOf(target);
        coordinator.create(Topics.REPORTS, Topics.TARGETS, commands, Topics.deadLettersOf(commands));
    }

    @AfterEach
    void close() {
        coordinator.close();
    }

    private <R extends Report> R report(Class<R> type, Command command) throws Exception {
        coordinator.send(command);
        return awaitReport(type, command.header().dispatch().value());
    }

    private <R extends Report> R awaitReport(Class<R> type, long dispatch) {
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(finalReports(dispatch))
                .hasOnlyElementsOfType(type)
                .isNotEmpty());
        return type.cast(finalReports(dispatch).getFirst());
    }

    private List<Report> finalReports(long dispatch) {
        return coordinator.reports(migration.id()).stream()
                .filter(report -> report.header().dispatch().value() == dispatch)
                .filter(report -> !(report instanceof Report.Accepted))
                .toList();
    }

    @Nested
    class A_worker_with_a_directory_for_backups {
        @Test
        void backs_up_and_restores_by_commands() throws Exception {
            try (ConfigurableApplicationContext _ = InMemoryWorker.startWithBackups(target, store, directory)) {
                Digest backup = report(Report.BackedUp.class, migration.backup(1, KEEP))
                        .result()
                        .digest();
                report(Report.Succeeded.class, migration.apply(2));
                assertThat(store.digest()).isNotEqualTo(digestBefore);

                assertThat(report(Report.Restored.class, migration.restoreDryRun(3, backup))
                                .result()
                                .replaced())
                        .isEqualTo(11);
                assertThat(report(Report.Restored.class, migration.restore(4, backup))
                                .result()
                                .replaced())
                        .isEqualTo(11);
                assertThat(store.digest()).isEqualTo(digestBefore);
            }
        }

        @Test
        void sends_heartbeats_and_drops_the_same_command_while_a_backup_runs() throws Exception {
            try (ConfigurableApplicationContext _ = InMemoryWorker.startWithBackups(target, store, directory)) {
                try (FailpointHold held = FailpointHold.at("backup.before-manifest", 1)) {
                    coordinator.send(migration.backup(1, KEEP), 2);
                    held.awaitReached();
                    await().atMost(TIMEOUT).until(() -> coordinator
                            .allReports(migration.id())
                            .anyMatch(Report.Heartbeat.class::isInstance));
                    assertThat(finalReports(1)).isEmpty();
                }
                awaitReport(Report.BackedUp.class, 1);
                report(Report.BackedUp.class, migration.backup(2, KEEP));
                assertThat(finalReports(1)).hasSize(1);
            }
        }
    }

    @Nested
    class A_worker_without_a_directory_for_backups {
        @Test
        void names_the_setting() throws Exception {
            try (ConfigurableApplicationContext _ = InMemoryWorker.start(target, store)) {
                StepFailure failure =
                        report(Report.Failed.class, migration.backup(1, KEEP)).failure();

                assertThat(failure.code()).isEqualTo("backup-not-configured");
                assertThat(failure.message()).contains("lockstep.backups.directory");
            }
        }
    }
}
