package dev.lockstep.coordinator.application;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedPostgres;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * One coordinator with low limits, shared by all tests of this JVM. It has no Kafka, so it takes no reports from the
 * other coordinators of the JVM; tests write the events of its migrations into the database, as another coordinator
 * would.
 */
final class LimitedCoordinator {
    static final int REQUESTS_PER_SECOND = 50;
    static final Duration HEADER_TIME = Duration.ofSeconds(1);
    static final Duration BODY_TIME = Duration.ofSeconds(2);
    /** The longest pause of a client. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration STREAM_AGE = Duration.ofSeconds(1);

    private final PostgresDatabase database = SharedPostgres.freshDatabase();
    private final StartedCoordinator coordinator = StartedCoordinator.start(
            database,
            "127.0.0.1:9",
            "lockstep.limits.requests-per-second=" + REQUESTS_PER_SECOND,
            "lockstep.limits.header-time=" + HEADER_TIME,
            "lockstep.limits.body-time=" + BODY_TIME,
            "lockstep.limits.stream-age=" + STREAM_AGE,
            "server.tomcat.connection-timeout=" + PAUSE,
            "server.tomcat.relaxed-path-chars=[,]");
    private final JdbcTemplate jdbc =
            new JdbcTemplate(new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));

    private LimitedCoordinator() {}

    private static final class Holder {
        private static final LimitedCoordinator INSTANCE = new LimitedCoordinator();
    }

    static Api api() {
        return Holder.INSTANCE.coordinator.api();
    }

    static JdbcTemplate database() {
        return Holder.INSTANCE.jdbc;
    }

    /** The number of rows in a table of the coordinator. */
    static long count(String table) {
        return Objects.requireNonNull(database().queryForObject("SELECT count(*) FROM " + table, Long.class));
    }

    /** A migration without events. */
    static MigrationId newMigration() {
        MigrationId migration = new MigrationId(UUID.randomUUID());
        database()
                .update(
                        """
                        INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                        SELECT ?, ?, '{}', '{}', 'checksum', '{}', 'APPLYING', coalesce(max(position), 0) + 1
                        FROM migration
                        """,
                        migration.value(),
                        TestPlans.newName());
        return migration;
    }

    /**
     * Appends events to a migration.
     *
     * @param characters the size of each event
     */
    static void append(MigrationId migration, int first, int last, String type, int characters) {
        database()
                .update(
                        """
                        INSERT INTO saga_event (migration_id, sequence, type, payload, at, actor, reason)
                        SELECT ?, sequence, ?, json_build_object('text', repeat('x', ?)), clock_timestamp(),
                            '"coordinator"', ''
                        FROM generate_series(?, ?) AS sequence
                        """,
                        migration.value(),
                        type,
                        characters,
                        first,
                        last);
        database().update("UPDATE migration SET version = ? WHERE id = ?", last, migration.value());
    }
}
