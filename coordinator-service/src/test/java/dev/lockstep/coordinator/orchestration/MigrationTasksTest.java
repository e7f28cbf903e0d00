package dev.lockstep.coordinator.orchestration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.orchestration.MigrationTasks.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;

class MigrationTasksTest {
    private static final MigrationId UNREADABLE = new MigrationId(new UUID(0, 1));
    private static final MigrationId READABLE = new MigrationId(new UUID(0, 2));

    private final Transactions transactions =
            new Transactions(TestDatabase.create().transactions());
    private long nanoTime;
    private Throwable failure = new IllegalStateException("unknown event type");
    private final MigrationTasks tasks = new MigrationTasks(transactions, () -> nanoTime);
    private final List<MigrationId> handled = new ArrayList<>();
    private final List<MigrationId> due = new ArrayList<>(List.of(UNREADABLE, READABLE));

    private Optional<Task> nextDue(Set<MigrationId> skipped) {
        return due.stream()
                .filter(id -> !skipped.contains(id))
                .findFirst()
                .map(id -> new Task(id, () -> handle(List.of(id))));
    }

    private void handle(List<MigrationId> migrations) {
        if (migrations.contains(UNREADABLE)) {
            throwFailure();
        }
        handled.addAll(migrations);
        due.removeAll(migrations);
    }

    private void throwFailure() {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    @Nested
    class A_migration_that_cannot_be_read {
        @Test
        void does_not_stop_the_others_and_is_tried_again_later() {
            tasks.runAll(MigrationTasksTest.this::nextDue);
            assertThat(handled).containsExactly(READABLE);
            nanoTime += Duration.ofSeconds(29).toNanos();
            tasks.runAll(skipped -> {
                assertThat(skipped).containsExactly(UNREADABLE);
                return Optional.empty();
            });
            nanoTime += Duration.ofSeconds(1).toNanos();
            tasks.runAll(skipped -> {
                assertThat(skipped).isEmpty();
                return Optional.empty();
            });
        }

        @Test
        void does_not_prevent_the_start_of_others_in_the_same_transaction() {
            tasks.runTogether(List.of(UNREADABLE, READABLE), MigrationTasksTest.this::handle);
            assertThat(handled).containsExactly(READABLE);
            tasks.runTogether(List.of(UNREADABLE, READABLE), MigrationTasksTest.this::handle);
            assertThat(handled).containsExactly(READABLE, READABLE);
        }
    }

    @Nested
    class An_error_that_affects_only_the_call {
        @ParameterizedTest
        @ValueSource(classes = {StackOverflowError.class, NoClassDefFoundError.class})
        void does_not_stop_the_other_migrations(Class<? extends Error> type) throws ReflectiveOperationException {
            failure = type.getDeclaredConstructor().newInstance();
            tasks.runTogether(List.of(UNREADABLE, READABLE), MigrationTasksTest.this::handle);
            assertThat(handled).containsExactly(READABLE);
            nanoTime += Duration.ofSeconds(30).toNanos();
            due.add(READABLE);
            tasks.runAll(MigrationTasksTest.this::nextDue);
            assertThat(handled).containsExactly(READABLE, READABLE);
        }
    }

    @Nested
    class An_outage_of_the_database {
        @Test
        void ends_the_run_and_skips_no_migration() {
            Task failing = new Task(READABLE, () -> {
                throw new DataAccessResourceFailureException("connection refused");
            });
            assertThatExceptionOfType(DataAccessResourceFailureException.class)
                    .isThrownBy(() -> tasks.runAll(_skipped -> Optional.of(failing)));
            tasks.runAll(skipped -> {
                assertThat(skipped).isEmpty();
                return Optional.empty();
            });
        }
    }
}
