package dev.lockstep.coordinator.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.DedicatedServers;
import dev.lockstep.testservers.SharedPostgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fleets of one coordinator with twelve tenants, which is restarted by a test. */
abstract class FleetCase {
    static final String FLEETS = "/api/v1/fleets";
    static final String JSON = "application/json";
    static final String YAML = "application/yaml";
    static final String TICK = "SELECT id, state FROM fleet";
    static final List<String> TENANTS =
            IntStream.rangeClosed(1, 12).mapToObj("t-%02d"::formatted).toList();
    private static PostgresDatabase database;
    private static KafkaServer kafka;
    private static @Nullable StartedCoordinator coordinator;
    private static Ticker registrations;
    static ScriptedWorker worker;

    @BeforeAll
    static void start() {
        database = SharedPostgres.freshDatabase();
        kafka = DedicatedServers.kafka();
        startCoordinator();
        worker = new ScriptedWorker(kafka.bootstrapServers());
        TENANTS.forEach(name -> worker.registerTarget(name, TargetKind.POSTGRES, "postgres.sql"));
        Waits.await()
                .until(() -> api().get("/api/v1/targets").json().path("items").size() == TENANTS.size());
        worker.start();
        registrations = new Ticker(
                "registrations",
                Duration.ofSeconds(5),
                () -> TENANTS.forEach(name -> worker.register(new TargetName(name))));
        registrations.start();
    }

    static void startCoordinator() {
        coordinator = newCoordinator();
        Waits.await().until(() -> api().get("/actuator/health/readiness").status() == 200);
    }

    static StartedCoordinator newCoordinator() {
        return StartedCoordinator.start(
                database,
                kafka.bootstrapServers(),
                "lockstep.limits.requests-per-second=100000",
                "lockstep.lease=3s",
                "lockstep.initial-backoff=100ms",
                "lockstep.max-attempts=3",
                "lockstep.environment=test",
                "lockstep.groups.tenants=t-*",
                "lockstep.groups.reversed=t-12,t-*");
    }

    static void stopCoordinator() {
        Objects.requireNonNull(coordinator).close();
    }

    @AfterAll
    static void stop() {
        registrations.stop();
        Objects.requireNonNull(coordinator).close();
        worker.close();
        kafka.stop();
    }

    @AfterEach
    void succeedFromNowOn() {
        worker.useScript(ScriptedWorker::acceptAndSucceed);
    }

    /** Lets nothing start on a target, whatever time that takes. */
    static void stopTarget(String target) {
        change(stops -> stops.stop(new TargetName(target), TargetStop.Reason.DRIFT, 1));
    }

    static void releaseTarget(String target) {
        change(stops -> stops.release(new TargetName(target), TargetStop.Reason.DRIFT));
    }

    private static void change(Consumer<JdbcTargetStops> change) {
        DriverManagerDataSource source = dataSource();
        new TransactionTemplate(new JdbcTransactionManager(source))
                .executeWithoutResult(_ -> change.accept(new JdbcTargetStops(new JdbcTemplate(source))));
    }

    static DriverManagerDataSource dataSource() {
        return new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    }

    static StatementCounter statements() {
        return Objects.requireNonNull(coordinator).statements();
    }

    /** How many statements with a text were executed when so many ticks had begun. */
    record Executed(long ticks, long count) {
        static Executed with(String text) {
            long ticks;
            long count;
            do {
                ticks = statements().countOf(TICK);
                count = statements().countOf(text);
            } while (statements().countOf(TICK) != ticks);
            return new Executed(ticks, count);
        }

        Executed since(Executed earlier) {
            return new Executed(ticks - earlier.ticks, count - earlier.count);
        }
    }

    /** Awaits that the runner has looked for open fleets so often. */
    static void awaitTicks(int number) {
        long before = statements().countOf(TICK);
        Waits.await().until(() -> statements().countOf(TICK) >= before + number);
    }

    static Api api() {
        return Objects.requireNonNull(coordinator).api();
    }

    /** A plan for a group, with further fields of {@code targets}. */
    static String plan(String name, String group, String fields) {
        return """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: %s, labels: {ticket: SB-142}}
                spec:
                  targets: {group: %s%s}
                  steps:
                    - id: only
                      target: %s
                      operation: {type: postgres.sql, version: "1", up: SELECT 1, down: SELECT 2}
                """
                .formatted(name, group, fields.isEmpty() ? "" : ", " + fields, group);
    }

    static String plan(String fields) {
        return plan(TestPlans.newName(), "tenants", fields);
    }

    static Api.Response post(String plan) {
        return api().post(FLEETS, YAML, plan);
    }

    static String started(String plan) {
        Api.Response response = post(plan);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        return response.id();
    }

    static JsonNode show(String id) {
        return api().get(FLEETS + "/" + id).json();
    }

    static JsonNode awaitFleet(String id, String state) {
        Waits.await().untilAsserted(() -> assertThat(show(id).path("state").asString())
                .as(show(id).toString())
                .isEqualTo(state));
        return show(id);
    }

    static Api.Response act(Api as, String id, String action, Map<String, String> fields) {
        Map<String, String> body = new HashMap<>(fields);
        body.put("reason", "decided by a test");
        return as.send(as.request("%s/%s/actions/%s".formatted(FLEETS, id, action))
                .header("Content-Type", JSON)
                .header("If-Match", "*")
                .POST(BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
    }

    static void accepted(String id, String action, Map<String, String> fields) {
        Api.Response response = act(api(), id, action, fields);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
    }

    static List<JsonNode> members(JsonNode fleet) {
        return fleet.path("waves")
                .valueStream()
                .flatMap(wave -> wave.path("members").valueStream())
                .toList();
    }

    static JsonNode member(JsonNode fleet, String target) {
        return members(fleet).stream()
                .filter(member -> member.path("target").asString().equals(target))
                .findFirst()
                .orElseThrow();
    }

    static List<String> targetsIn(JsonNode fleet, String state) {
        return members(fleet).stream()
                .filter(member -> member.path("state").asString("PENDING").equals(state))
                .map(member -> member.path("target").asString())
                .toList();
    }

    static void fail(Predicate<Command> condition) {
        worker.useScript(command -> condition.test(command)
                ? List.of(new Report.Failed(
                        ScriptedWorker.headerFor(command),
                        StepFailure.Permanent.withoutEffect("42P01", "no such table")))
                : ScriptedWorker.acceptAndSucceed(command));
    }

    static void failApplyOn(String... targets) {
        fail(command -> command instanceof Command.Apply
                && Set.of(targets).contains(command.header().target().value()));
    }
}
