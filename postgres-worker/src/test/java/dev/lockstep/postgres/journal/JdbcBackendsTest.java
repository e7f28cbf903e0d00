package dev.lockstep.postgres.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.postgres.fixture.OpenTransaction;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcSession;
import dev.lockstep.postgres.target.PostgresSettings;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepKey;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class JdbcBackendsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final JournalEntry OLDER = new JournalEntry(new DispatchNumber(1), null);
    private static final JournalEntry NEWER = new JournalEntry(new DispatchNumber(2), null);

    private final TestPostgres postgres = TestPostgres.fresh().withOption("lock-timeout", "30s");
    private final JdbcConnections connections = new JdbcConnections(PostgresSettings.of(postgres.settings()));
    private final JdbcStepJournal journal = new JdbcStepJournal(connections);
    private final StepKey step = new StepKey(new MigrationId(UUID.randomUUID()), new StepId("step"));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        threads.close();
        connections.close();
        postgres.close();
    }

    private boolean isRunning(JdbcSession session) {
        return postgres.value("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %d)"
                        .formatted(session.state().pid()))
                .equals("t");
    }

    private JdbcSession registeredAndKept() {
        JdbcSession session = connections.sessions().take("older");
        JdbcClient jdbc = JdbcClient.create(JdbcConnections.dataSourceOf(session.connection()));
        assertThat(JdbcBackends.register(jdbc, OLDER.fence())).isTrue();
        connections.sessions().keep(session);
        return session;
    }

    @Nested
    class A_kept_session {
        @Test
        void is_not_terminated_by_a_newer_dispatch() {
            journal.write(step, JournalEntry.EMPTY, OLDER);
            JdbcSession session = registeredAndKept();
            assertThat(journal.write(step, OLDER, NEWER)).isTrue();
            assertThat(isRunning(session)).isTrue();
        }

        @Test
        void that_an_older_dispatch_takes_while_a_newer_one_waits_for_the_fence_is_terminated() throws Exception {
            journal.write(step, JournalEntry.EMPTY, OLDER);
            JdbcSession session = registeredAndKept();
            Future<Boolean> write;
            try (OpenTransaction _ = OpenTransaction.on(postgres, "SELECT FROM lockstep_journal.fence FOR UPDATE")) {
                write = threads.submit(() -> journal.write(step, OLDER, NEWER));
                await().atMost(TIMEOUT)
                        .until(() -> postgres.value("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname ="
                                        + " current_database() AND wait_event_type = 'Lock')")
                                .equals("t"));
                assertThat(connections.sessions().take("older").state().pid())
                        .isEqualTo(session.state().pid());
            }
            assertThat(write.get()).isTrue();
            assertThat(isRunning(session)).isFalse();
        }
    }
}
