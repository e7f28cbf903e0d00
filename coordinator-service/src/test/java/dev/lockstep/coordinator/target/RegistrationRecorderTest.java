package dev.lockstep.coordinator.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class RegistrationRecorderTest {
    private static final int TARGETS = 200;
    private static final int HEARTBEATS = 60;

    private final CountedDataSource database = new CountedDataSource(TestDatabase.migrated());
    private final JdbcRegistrations registrations = new JdbcRegistrations(new JdbcTemplate(database));
    private final List<TargetName> announced = new ArrayList<>();
    private final List<String> obsolete = new ArrayList<>();
    private long now;
    private final RegisteredTargets targets = new RegisteredTargets(() -> now);
    private final RegistrationRecorder recorder = recorder(targets);

    private RegistrationRecorder recorder(RegisteredTargets memory) {
        return new RegistrationRecorder(memory, registrations, announced::add, obsolete::addAll);
    }

    /** Counts connections: a statement outside a transaction uses one. */
    private static final class CountedDataSource extends DriverManagerDataSource {
        private int statements;
        private boolean isReachable = true;

        CountedDataSource(PostgresDatabase database) {
            super(database.jdbcUrl(), database.username(), database.password());
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (!isReachable) {
                throw new SQLException("the database is not reachable", "08001");
            }
            statements++;
            return super.getConnection();
        }
    }

    private static LatestRegistration registration(int target, String worker) {
        UUID identity = new UUID(0, target);
        return new LatestRegistration(
                new TargetName("target-" + target),
                worker,
                TargetKind.POSTGRES,
                new TargetIdentity(identity),
                "18",
                List.of("postgres.create-index", "postgres.sql"),
                List.of("target.schema-versions"));
    }

    private void registerAll(String worker) {
        for (int target = 0; target < TARGETS; target++) {
            recorder.register(registration(target, worker), Duration.ZERO);
        }
    }

    @Nested
    class Registrations_of_200_targets {
        @Test
        void cost_one_statement_and_their_heartbeats_and_requests_cost_none() {
            registerAll("w");
            recorder.save();
            assertThat(database.statements).isEqualTo(1);
            assertThat(announced).hasSize(TARGETS);

            for (int heartbeat = 0; heartbeat < HEARTBEATS; heartbeat++) {
                now += Duration.ofSeconds(10).toNanos();
                recorder.renew("w", Duration.ZERO);
                assertThat(targets.all()).hasSize(TARGETS);
            }
            assertThat(database.statements).isEqualTo(1);
        }

        @Test
        void are_known_to_a_coordinator_that_starts_later_with_the_age_of_the_last_save() {
            registerAll("w");
            now += Duration.ofSeconds(40).toNanos();
            recorder.save();
            RegisteredTargets later = new RegisteredTargets(() -> now);
            RegistrationLoader loader = new RegistrationLoader(recorder(later));
            loader.start();
            assertThat(loader.isRunning()).isTrue();
            assertThat(later.all()).hasSize(TARGETS).allSatisfy(view -> assertThat(view.state())
                    .isEqualTo(TargetView.Readiness.SILENT));
            assertThat(later.find(new TargetName("target-7")).orElseThrow().operations())
                    .containsExactly("postgres.create-index", "postgres.sql");
        }
    }

    @Nested
    class A_change {
        @Test
        void is_kept_in_memory_and_saved_later_while_the_database_is_unreachable() {
            database.isReachable = false;
            registerAll("w");
            assertThat(targets.all()).hasSize(TARGETS);
            assertThatThrownBy(recorder::save).isInstanceOf(RuntimeException.class);
            database.isReachable = true;
            recorder.save();
            assertThat(registrations.all()).hasSize(TARGETS);
        }
    }

    @Nested
    class A_removed_registration {
        @Test
        void is_deleted_from_the_database() {
            registerAll("w");
            recorder.save();
            recorder.remove(registration(0, "w").key());
            recorder.save();
            assertThat(registrations.all()).hasSize(TARGETS - 1);
        }

        @Test
        void is_kept_if_its_worker_registers_the_target_again_before_the_next_save() {
            LatestRegistration registration = registration(0, "w");
            recorder.register(registration, Duration.ZERO);
            recorder.save();
            recorder.remove(registration.key());
            recorder.remove(registration.key());
            recorder.register(registration, Duration.ZERO);
            recorder.save();
            assertThat(registrations.all()).hasSize(1);
        }

        @Test
        void of_a_worker_that_was_replaced_a_day_ago_is_deleted_in_kafka_too() {
            registerAll("old");
            now += Duration.ofDays(1).toNanos();
            registerAll("new");
            recorder.removeObsolete();
            recorder.save();
            assertThat(obsolete).hasSize(TARGETS + 1).contains("old", "target-0/old");
            assertThat(registrations.all()).hasSize(TARGETS).allSatisfy(stored -> assertThat(
                            stored.registration().worker())
                    .isEqualTo("new"));
        }
    }
}
