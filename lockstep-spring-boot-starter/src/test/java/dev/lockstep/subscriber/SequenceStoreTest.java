package dev.lockstep.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What both stores of sequences promise. */
@ParameterizedClass
@EnumSource
class SequenceStoreTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final MigrationId migration = new MigrationId(UUID.randomUUID());

    enum Kind {
        JDBC,
        IN_MEMORY
    }

    @Parameter
    private Kind kind = Kind.JDBC;

    private SequenceStore store() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return switch (kind) {
            case JDBC -> jdbcStore(clock);
            case IN_MEMORY -> new InMemorySequenceStore(clock);
        };
    }

    private static SequenceStore jdbcStore(Clock clock) {
        PostgresDatabase database = SharedPostgres.freshDatabase();
        DriverManagerDataSource source =
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
        new ResourceDatabasePopulator(new ClassPathResource("dev/lockstep/subscriber/postgresql.sql")).execute(source);
        return new JdbcSequenceStore(
                new JdbcTemplate(source),
                new TransactionTemplate(new JdbcTransactionManager(source)),
                "subscriber",
                clock);
    }

    private void save(SequenceStore store, Position position) {
        store.update(migration, before -> new SequenceStore.Change(position, Outcome.DELIVERED));
    }

    private Position read(SequenceStore store) {
        Position[] found = new Position[1];
        store.update(migration, position -> {
            found[0] = position;
            return new SequenceStore.Change(position, Outcome.DUPLICATE);
        });
        return found[0];
    }

    @Nested
    class A_position {
        @Test
        void is_kept_and_begins_before_the_first_event() {
            SequenceStore store = store();
            assertThat(read(store)).isEqualTo(Position.START);
            save(store, new Position(3, false, false));
            assertThat(read(store)).isEqualTo(new Position(3, false, false));
        }

        @Test
        void is_forgotten_some_time_after_the_end_of_the_migration() {
            SequenceStore store = store();
            save(store, new Position(3, false, true));
            assertThat(store.forgetEndedBefore(NOW)).isZero();
            assertThat(store.forgetEndedBefore(NOW.plus(Duration.ofDays(1)))).isEqualTo(1);
            assertThat(read(store)).isEqualTo(Position.START);
        }

        @Test
        void of_a_migration_that_runs_or_whose_events_are_held_is_not_forgotten() {
            SequenceStore store = store();
            for (Position kept : new Position[] {new Position(3, false, false), new Position(4, true, true)}) {
                save(store, kept);
                assertThat(store.forgetEndedBefore(NOW.plus(Duration.ofDays(1))))
                        .isZero();
                assertThat(read(store)).isEqualTo(kept);
            }
            assertThat(store.stopped()).containsExactly(migration);
        }
    }
}
