package dev.lockstep.coordinator.application;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedKafka;
import dev.lockstep.testservers.SharedPostgres;
import dev.lockstep.testservers.http.TestEndpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** One coordinator and one worker, shared by all tests of this JVM. */
final class SharedCoordinator {
    static final List<String> POSTGRES_TARGETS = List.of(
            "pg-1", "pg-2", "pg-3", "pg-4", "pg-5", "pg-6", "pg-7", "pg-8", "dg-1", "dg-2", "dg-3", "life-1", "life-2",
            "life-3", "life-4");

    private final TestEndpoint endpoint = TestEndpoint.start();
    private final PostgresDatabase database = SharedPostgres.freshDatabase();
    private final StartedCoordinator coordinator = StartedCoordinator.start(
            database,
            SharedKafka.bootstrapServers(),
            "lockstep.limits.requests-per-second=100000",
            "lockstep.lease=3s",
            "lockstep.initial-backoff=100ms",
            "lockstep.max-attempts=3",
            "lockstep.groups.of-pg-3=pg-3",
            "lockstep.groups.of-pg-4=pg-4",
            "lockstep.purge.spread=0s",
            "lockstep.purge.retry-interval=1s",
            "lockstep.contract-check-interval=500ms",
            "lockstep.endpoints.application.url=" + endpoint.url("/maintenance/{action}"),
            "lockstep.endpoints.application.bearer-token=planted-token",
            "lockstep.endpoints.application.timeout=1s",
            "lockstep.endpoints.smoke.url=" + endpoint.url("/smoke"),
            "lockstep.endpoints.smoke.method=GET",
            "lockstep.endpoints.smoke.timeout=1s",
            "lockstep.endpoints.chat.url=" + endpoint.url("/chat"),
            "lockstep.endpoints.chat.format=text",
            "lockstep.endpoints.chat.signing-secret=planted-secret",
            "lockstep.endpoints.nobody.url=http://127.0.0.1:1/");
    private final ScriptedWorker worker = new ScriptedWorker(SharedKafka.bootstrapServers());

    private SharedCoordinator() {
        Api api = coordinator.api();
        Waits.await().until(() -> api.get("/actuator/health/readiness").status() == 200);
        POSTGRES_TARGETS.forEach(name -> worker.registerTarget(name, TargetKind.POSTGRES, "postgres.sql"));
        worker.registerTarget("main-postgres", TargetKind.POSTGRES, "postgres.sql");
        worker.registerTarget("main-mongo", TargetKind.MONGO, "mongo.update");
        worker.registerTarget("main-redis", TargetKind.REDIS, "redis.transform");
        int targets = POSTGRES_TARGETS.size() + 3;
        Waits.await()
                .until(() -> api.get("/api/v1/targets").json().path("items").size() == targets);
        worker.start();
        // A target is ready only while its registration is renewed.
        new Ticker("registrations", Duration.ofSeconds(5), this::renewRegistrations).start();
    }

    private void renewRegistrations() {
        POSTGRES_TARGETS.forEach(name -> worker.register(new TargetName(name)));
        List.of("main-postgres", "main-mongo", "main-redis").forEach(name -> worker.register(new TargetName(name)));
    }

    private static final class Holder {
        private static final SharedCoordinator INSTANCE = new SharedCoordinator();
    }

    static ScriptedWorker worker() {
        return Holder.INSTANCE.worker;
    }

    /** The server of its endpoints. */
    static TestEndpoint endpoint() {
        return Holder.INSTANCE.endpoint;
    }

    static StatementCounter statements() {
        return Holder.INSTANCE.coordinator.statements();
    }

    /** Its database, to insert more rows than requests could in the time of a test, or to let time pass. */
    static JdbcTemplate jdbc() {
        return new JdbcTemplate(dataSource());
    }

    /** A new connection to its database, for a transaction beside those of the coordinator. */
    static Connection connect() throws SQLException {
        return dataSource().getConnection();
    }

    private static DriverManagerDataSource dataSource() {
        PostgresDatabase database = Holder.INSTANCE.database;
        return new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    }

    static Api api() {
        return Holder.INSTANCE.coordinator.api();
    }
}
