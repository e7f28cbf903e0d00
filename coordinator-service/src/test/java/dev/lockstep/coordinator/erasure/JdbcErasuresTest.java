package dev.lockstep.coordinator.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.ReportHeader;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.orchestration.JdbcSagaJournal;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import dev.lockstep.coordinator.unawaited.RequestReports;
import dev.lockstep.coordinator.unawaited.RequestRetries;
import dev.lockstep.coordinator.unawaited.RequestSender;
import dev.lockstep.coordinator.unawaited.StoredRequest;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
    private static final Duration LEASE = Duration.ofSeconds(30);

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
        return erasures.requests().find(MIGRATION, 1).orElseThrow().request();
    }

    private RequestRetries<Erasure> retries() {
        JdbcSagaJournal journal = new JdbcSagaJournal(jdbc);
        RequestSender sender = new RequestSender(journal, new JdbcOutbox(jdbc), _rows -> {}, LEASE);
        return new RequestRetries<>(
                erasures.requests(),
                new ErasureAnswers(erasures),
                new ErasureDispatcher(journal, erasures.requests(), sender)::sendIfAllowed,
                new MigrationTasks(transactions, System::nanoTime),
                ErasureConfiguration.MAX_ATTEMPTS);
    }

    private RequestReports<Report.Succeeded> reports() {
        return new RequestReports<>(
                erasures.requests(), Report.Succeeded.class, new ErasureAnswers(erasures), transactions, LEASE);
    }

    private void fail(String message) {
        assertThat(reports()
                        .handle(List.of(
                                new Report.Failed(header(), new StepFailure.Unreachable("unreachable", message)))))
                .containsExactly(DISPATCH);
    }

    private static ReportHeader header() {
        return new ReportHeader(
                Protocol.VERSION,
                new UUID(0, 2),
                MIGRATION,
                new StepId("only"),
                new TargetName("main-mongo"),
                null,
                DISPATCH,
                "worker");
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
            List<Optional<StoredRequest<Erasure>>> found = transactions.run(() -> {
                Optional<StoredRequest<Erasure>> first = erasures.requests().lockNextDue(Set.of());
                Optional<StoredRequest<Erasure>> second =
                        otherCoordinator().requests().lockNextDue(Set.of());
                return List.of(first, second);
            });
            assertThat(found.getFirst()).isPresent();
            assertThat(found.getLast()).isEmpty();
        }

        @Test
        void fails_after_ten_attempts_with_the_last_failure() {
            fail("the store is down");
            jdbc.update("UPDATE erasure SET attempts = 10");
            retries().handleAll();
            assertThat(erasure().state()).isEqualTo(ErasureState.FAILED);
            assertThat(erasure().finding()).contains("all of 10 attempts", "the store is down");
            assertThat(erasures.requests().lockNextDue(Set.of())).isEmpty();
        }

        @Test
        void whose_migration_cannot_be_read_stays_due_and_does_not_stop_the_run() {
            retries().handleAll();
            assertThat(erasure().state()).isEqualTo(ErasureState.REQUESTED);
            assertThat(erasure().attempts()).isZero();
        }
    }

    @Nested
    class A_worker_that_still_runs {
        private Duration untilNextAttempt() {
            return Duration.ofMillis(Objects.requireNonNull(jdbc.queryForObject(
                    "SELECT (extract(epoch FROM next_attempt - clock_timestamp()) * 1000)::bigint FROM erasure",
                    Long.class)));
        }

        @Test
        void delays_the_next_attempt() {
            reports().renew(Set.of(DISPATCH));
            assertThat(untilNextAttempt()).isBetween(LEASE.dividedBy(2), LEASE);
        }

        @Test
        void does_not_hasten_an_attempt_that_is_later() {
            erasures.requests().postpone(DISPATCH, Duration.ofHours(1));
            reports().renew(Set.of(DISPATCH));
            assertThat(untilNextAttempt()).isGreaterThan(Duration.ofMinutes(50));
        }

        @Test
        void has_no_further_attempts_for_it() {
            jdbc.update("UPDATE erasure SET attempts = 10");
            reports().renew(Set.of(DISPATCH));
            jdbc.update("UPDATE erasure SET next_attempt = clock_timestamp()");
            retries().handleAll();
            assertThat(erasure().state()).isEqualTo(ErasureState.FAILED);
        }
    }

    @Nested
    class A_report {
        @Test
        void of_another_kind_fails_the_erasure() {
            reports().handle(List.of(new Report.Stale(header(), new DispatchNumber(600))));
            assertThat(erasure().state()).isEqualTo(ErasureState.FAILED);
            assertThat(erasure().finding()).contains("has answered with Stale");
        }
    }

    @Nested
    class A_parked_command {
        private ParkedDispatch parked(DispatchNumber dispatch) {
            return new ParkedDispatch(1, MIGRATION, new StepId("only"), dispatch, "too large");
        }

        @Test
        void fails_its_erasure() {
            assertThat(reports().reject(parked(DISPATCH))).isTrue();
            assertThat(erasure().state()).isEqualTo(ErasureState.FAILED);
            assertThat(erasure().finding()).contains("too large");
        }

        @Test
        void of_a_saga_is_left_to_the_saga() {
            assertThat(reports().reject(parked(new DispatchNumber(513)))).isFalse();
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
            fail(text);
            assertThat(erasure().finding()).hasSize(4_000).startsWith("unreachable: a\ufffdb\ufffdcx");
            erasures.end(DISPATCH, ErasureState.FAILED, text);
            assertThat(erasure().finding()).hasSize(4_000).startsWith("a\ufffdb\ufffdcx");
        }

        @Test
        void that_is_later_than_the_erasure_changes_nothing() {
            erasures.succeed(DISPATCH, 2);
            erasures.end(DISPATCH, ErasureState.FAILED, "late");
            fail("late");
            assertThat(erasure().state()).isEqualTo(ErasureState.ERASED);
            assertThat(erasure().finding()).isNull();
        }
    }
}
