package dev.lockstep.coordinator.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.orchestration.JdbcSagaJournal;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class JdbcErasuresTest {
    private static final MigrationId MIGRATION = new MigrationId(new UUID(0, 1));
    private static final DispatchNumber DISPATCH = new DispatchNumber(512);

    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final JdbcErasures erasures = new JdbcErasures(jdbc);
    private final Transactions transactions = new Transactions(new JdbcTransactionManager(database));

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    @BeforeEach
    void insert() {
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, 'm', '{}', '{}', '', '{}', 'COMPLETED', 1)
                """,
                MIGRATION.value());
        erasures.insert(
                MIGRATION,
                1,
                new TargetName("main-mongo"),
                new ErasureRequest.Checked(new StepId("only"), "unit", "reason"),
                Actor.coordinator(),
                DISPATCH);
    }

    private Erasure erasure() {
        return erasures.find(MIGRATION, 1).orElseThrow().erasure();
    }

    private ErasureRetries retries() {
        JdbcSagaJournal journal = new JdbcSagaJournal(jdbc);
        ErasureDispatcher dispatcher =
                new ErasureDispatcher(journal, erasures, new JdbcOutbox(jdbc), _rows -> {}, Duration.ofSeconds(1));
        return new ErasureRetries(journal, erasures, dispatcher, new MigrationTasks(transactions, System::nanoTime));
    }

    /** Its transactions have their own connections. */
    private JdbcErasures otherCoordinator() {
        return new JdbcErasures(new JdbcTemplate(new DriverManagerDataSource(
                String.valueOf(database.getUrl()),
                String.valueOf(database.getUsername()),
                String.valueOf(database.getPassword()))));
    }

    @Nested
    class A_due_erasure {
        @Test
        void is_locked_by_one_coordinator_only() {
            List<Optional<StoredErasure>> found = transactions.run(() -> {
                Optional<StoredErasure> first = erasures.lockNextDue(Set.of());
                Optional<StoredErasure> second = otherCoordinator().lockNextDue(Set.of());
                return List.of(first, second);
            });
            assertThat(found.getFirst()).isPresent();
            assertThat(found.getLast()).isEmpty();
        }

        @Test
        void fails_after_ten_attempts_with_the_last_failure() {
            erasures.note(DISPATCH, "unreachable: the store is down");
            jdbc.update("UPDATE erasure SET attempts = 10");
            retries().handleAll();
            assertThat(erasure().state()).isEqualTo(ErasureState.FAILED);
            assertThat(erasure().finding()).contains("all of 10 attempts", "the store is down");
            assertThat(erasures.lockNextDue(Set.of())).isEmpty();
        }

        @Test
        void whose_migration_cannot_be_read_stays_due_and_does_not_stop_the_run() {
            retries().handleAll();
            assertThat(erasure().state()).isEqualTo(ErasureState.REQUESTED);
            assertThat(erasure().attempts()).isZero();
        }
    }

    @Nested
    class A_parked_command {
        private final ErasureReports reports = new ErasureReports(erasures, transactions);

        private ParkedDispatch parked(DispatchNumber dispatch) {
            return new ParkedDispatch(1, MIGRATION, new StepId("only"), dispatch, "too large");
        }

        @Test
        void fails_its_erasure() {
            assertThat(reports.reject(parked(DISPATCH))).isTrue();
            assertThat(erasure().state()).isEqualTo(ErasureState.FAILED);
            assertThat(erasure().finding()).contains("too large");
        }

        @Test
        void of_a_saga_is_left_to_the_saga() {
            assertThat(reports.reject(parked(new DispatchNumber(513)))).isFalse();
        }
    }

    @Nested
    class An_answer {
        @Test
        void after_the_last_attempt_still_counts_if_the_unit_is_erased() {
            erasures.end(DISPATCH, ErasureState.FAILED, "no answer");
            erasures.succeed(DISPATCH, 2);
            assertThat(erasure().state()).isEqualTo(ErasureState.ERASED);
            assertThat(erasure().finding()).isNull();
        }

        @Test
        void has_a_text_of_any_length_with_any_characters() {
            String text = "a\u0000b\ud800c" + "x".repeat(100_000);
            erasures.note(DISPATCH, text);
            assertThat(erasure().finding()).hasSize(4_000).startsWith("a\ufffdb\ufffdcx");
            erasures.end(DISPATCH, ErasureState.FAILED, text);
            assertThat(erasure().finding()).hasSize(4_000).startsWith("a\ufffdb\ufffdcx");
        }

        @Test
        void that_is_later_than_the_erasure_changes_nothing() {
            erasures.succeed(DISPATCH, 2);
            erasures.end(DISPATCH, ErasureState.FAILED, "late");
            erasures.note(DISPATCH, "late");
            assertThat(erasure().state()).isEqualTo(ErasureState.ERASED);
            assertThat(erasure().finding()).isNull();
        }
    }
}
