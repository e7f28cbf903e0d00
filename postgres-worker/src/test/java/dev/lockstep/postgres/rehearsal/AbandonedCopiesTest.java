package dev.lockstep.postgres.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AbandonedCopiesTest {
    private final TestPostgres postgres = TestPostgres.fresh().allowRehearsals();

    @AfterEach
    void close() {
        postgres.close();
    }

    private int deleteAbandoned() {
        try (ConnectedTarget worker = postgres.connect()) {
            return worker.scratchCopies().deleteAbandoned();
        }
    }

    private boolean exists(String database) {
        return !postgres.rows("SELECT 1 FROM pg_database WHERE datname = '%s'".formatted(database))
                .isEmpty();
    }

    /** The name of a copy of this target. */
    private String nameOfCopy() {
        try (ConnectedTarget worker = postgres.connect()) {
            return ScratchName.of(
                            worker.journal().identity(), new MigrationId(UUID.randomUUID()), new DispatchNumber(3))
                    .value();
        }
    }

    @Nested
    class A_copy {
        @Test
        void whose_worker_has_ended_is_deleted() {
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                postgres.asAdmin()
                        .execute(
                                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname IN ('%s', '%s')"
                                                .formatted(
                                                        postgres.database().name(),
                                                        scenario.contents().name())
                                        + " AND pid <> pg_backend_pid()");

                assertThat(deleteAbandoned()).isEqualTo(1);

                assertThat(exists(scenario.contents().name())).isFalse();
            }
        }

        @Test
        void in_use_is_kept() {
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(deleteAbandoned()).isZero();

                assertThat(exists(scenario.contents().name())).isTrue();
            }
        }

        @Test
        void to_which_somebody_is_connected_is_kept() throws SQLException {
            String name = nameOfCopy();
            postgres.execute("CREATE DATABASE " + name);
            try (TestPostgres copy = postgres.withName(name);
                    Connection _ = copy.database().connect()) {
                assertThat(deleteAbandoned()).isZero();

                assertThat(exists(name)).isTrue();
            }
        }

        @Test
        void whose_creation_was_interrupted_is_deleted() {
            String name = nameOfCopy();
            postgres.execute("CREATE DATABASE " + name);

            assertThat(deleteAbandoned()).isEqualTo(1);

            assertThat(exists(name)).isFalse();
        }

        @Test
        void of_another_target_is_kept() {
            TestPostgres other = TestPostgres.fresh();
            try (other;
                    ConnectedTarget worker = other.connect();
                    CopyScenario scenario = CopyScenario.all(postgres)) {
                assertThat(worker.scratchCopies().deleteAbandoned()).isZero();

                assertThat(exists(scenario.contents().name())).isTrue();
            }
        }
    }

    @Nested
    class A_database_that_lockstep_did_not_create {
        @Test
        void is_kept_whatever_its_name_is() {
            String name = nameOfCopy();
            postgres.execute(
                    "CREATE DATABASE " + name,
                    "COMMENT ON DATABASE %s IS 'of a person'".formatted(name),
                    "CREATE DATABASE lockstep_rehearsal_mine");
            try (TestPostgres _ = postgres.withName(name);
                    TestPostgres _ = postgres.withName("lockstep_rehearsal_mine")) {
                assertThat(deleteAbandoned()).isZero();

                assertThat(exists(name)).isTrue();
                assertThat(exists("lockstep_rehearsal_mine")).isTrue();
            }
        }
    }

    @Nested
    class A_closed_copy {
        @Test
        void leaves_neither_a_database_nor_a_lock() {
            String name;
            try (CopyScenario scenario = CopyScenario.all(postgres)) {
                name = scenario.contents().name();
                assertThat(name).startsWith("lockstep_rehearsal_").hasSizeLessThanOrEqualTo(63);
            }

            assertThat(exists(name)).isFalse();
            assertThat(postgres.rows("SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                            + " WHERE locktype = 'advisory' AND datname = current_database()"))
                    .isEmpty();
        }
    }
}
