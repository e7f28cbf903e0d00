package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.digest.DigestComparison;
import dev.lockstep.stack.digest.PostgresDigest;
import dev.lockstep.stack.digest.StoreDigest;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.service.LockstepService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * One plan on many databases of one server, through all processes. The number of databases is 6, or that of the
 * property {@code lockstep.fleet.databases}.
 */
class FleetTest {
    private static final int DATABASES = Integer.getInteger("lockstep.fleet.databases", 6);
    private static final int FIRST_WAVE = 2;
    private static final List<PostgresDatabase> TENANTS = new ArrayList<>();
    private static final String COORDINATOR_GROUP = "LOCKSTEP_GROUPS_TENANTS";
    private static LockstepSystem system;

    @BeforeAll
    static void startWithTenants() {
        system = LockstepSystem.shared();
        Map<String, String> settings = new HashMap<>();
        for (int index = 0; index < DATABASES; index++) {
            TENANTS.add(newTenant(index));
            String prefix = "LOCKSTEP_TARGETS_TENANT_%03d_".formatted(index);
            settings.put(prefix + "URL", TENANTS.get(index).jdbcUrl());
            settings.put(prefix + "USERNAME", TENANTS.get(index).username());
            settings.put(prefix + "PASSWORD", TENANTS.get(index).password());
        }
        system.restart(LockstepService.COORDINATOR, Map.of(COORDINATOR_GROUP, "tenant-*"));
        system.restart(LockstepService.POSTGRES_WORKER, settings);
        Waits.await("all tenants are registered")
                .until(() -> system.api().targets().has(names(0, DATABASES)));
    }

    private static PostgresDatabase newTenant(int index) {
        PostgresDatabase tenant = system.postgres().createDatabase("tenant" + index, "tenant" + index, "secret");
        execute(tenant, "CREATE TABLE orders (id int PRIMARY KEY, total int NOT NULL)");
        execute(tenant, "INSERT INTO orders SELECT i, i * %d FROM generate_series(1, 100) AS i".formatted(index + 1));
        return tenant;
    }

    @AfterAll
    static void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private static String[] names(int from, int to) {
        return Stream.iterate(from, index -> index < to, index -> index + 1)
                .map("tenant-%03d"::formatted)
                .toArray(String[]::new);
    }

    /** A plan that changes the orders of each tenant and adds a table, in two waves. */
    private static String plan(String name, String fields) {
        return """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: tenant-%1$s}
                spec:
                  targets: {group: tenants, waves: [%2$d, "100%%"]%3$s}
                  steps:
                    - id: orders
                      target: tenants
                      operation:
                        type: postgres.sql
                        version: "%1$s"
                        up: UPDATE orders SET total = total + 1
                        down: UPDATE orders SET total = total - 1
                    - id: table
                      target: tenants
                      dependsOn: [orders]
                      operation:
                        type: postgres.sql
                        version: "%1$s.1"
                        up: CREATE TABLE invoices (id int)
                        down: DROP TABLE invoices
                """
                .formatted(name, FIRST_WAVE, fields);
    }

    private static void execute(PostgresDatabase tenant, String sql) {
        try (Connection connection = tenant.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<StoreDigest> digests() {
        return TENANTS.stream().map(FleetTest::digest).toList();
    }

    private static StoreDigest digest(PostgresDatabase tenant) {
        try (Connection connection = tenant.connect()) {
            return PostgresDigest.of(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tenants whose data differ from those before. */
    private static List<String> changedSince(List<StoreDigest> before) {
        List<String> changed = new ArrayList<>();
        for (int index = 0; index < DATABASES; index++) {
            DigestComparison comparison = before.get(index).compareWith(digest(TENANTS.get(index)));
            if (!comparison.isEqual()) {
                changed.add("tenant-%03d".formatted(index));
            }
        }
        return changed;
    }

    private JsonNode awaitFleet(String path, String state) {
        Waits.await("the fleet is " + state).untilAsserted(() -> assertThat(
                        system.api().read(path).path("state").asString())
                .as(() -> system.api().read(path).toString())
                .isEqualTo(state));
        return system.api().read(path);
    }

    private void act(String path, String action) {
        system.api().actOn(path, action, "{\"reason\": \"a system test\"}");
    }

    private static List<String> targetsIn(JsonNode fleet, String state) {
        return fleet.path("waves")
                .valueStream()
                .flatMap(wave -> wave.path("members").valueStream())
                .filter(member -> member.path("state").asString("PENDING").equals(state))
                .map(member -> member.path("target").asString())
                .toList();
    }

    @Test
    void a_member_that_fails_in_the_second_wave_undoes_that_wave_and_continue_completes_it() {
        List<StoreDigest> before = digests();
        // The second step fails in the last tenant, because its table is there already.
        PostgresDatabase last = TENANTS.getLast();
        execute(last, "CREATE TABLE invoices (id text)");
        List<StoreDigest> withTable = digests();
        String path = system.api().submitFleet(plan("1", ", onFailure: rollback-wave"));
        JsonNode failed = awaitFleet(path, "WAVE_ROLLED_BACK");
        assertThat(failed.path("finding").asString())
                .startsWith("wave 2: 1 of %d members have not completed: tenant-%03d (ROLLED_BACK)"
                        .formatted(DATABASES - FIRST_WAVE, DATABASES - 1));
        assertThat(targetsIn(failed, "COMPLETED")).containsExactly(names(0, FIRST_WAVE));
        assertThat(changedSince(withTable)).containsExactly(names(0, FIRST_WAVE));
        execute(last, "DROP TABLE invoices");
        act(path, "continue");
        awaitFleet(path, "COMPLETED");
        assertThat(changedSince(before)).containsExactly(names(0, DATABASES));
        act(path, "rollback");
        JsonNode undone = awaitFleet(path, "ROLLED_BACK");
        assertThat(targetsIn(undone, "ROLLED_BACK")).containsExactly(names(0, DATABASES));
        assertThat(changedSince(before)).isEmpty();
        system.api().assertAuditTrailHas("fleets/" + undone.path("id").asString());
    }

    @Test
    void a_killed_coordinator_continues_a_fleet_after_its_restart() throws SQLException {
        List<StoreDigest> before = digests();
        String path = system.api().submitFleet(plan("2", ", confirm: true"));
        awaitFleet(path, "WAITING");
        assertThat(changedSince(before)).containsExactly(names(0, FIRST_WAVE));
        try (Connection blocking = TENANTS.getLast().connect();
                Statement statement = blocking.createStatement()) {
            // The migration of the last tenant waits for this lock, so the wave cannot end before the kill.
            blocking.setAutoCommit(false);
            statement.execute("SELECT * FROM orders WHERE id = 1 FOR UPDATE");
            act(path, "continue");
            Waits.await("the others are completed")
                    .until(() -> targetsIn(system.api().read(path), "COMPLETED").size() == DATABASES - 1);
            system.instance(LockstepService.COORDINATOR).kill();
            blocking.rollback();
        }
        system.start(
                LockstepService.COORDINATOR,
                LockstepService.COORDINATOR.label(),
                Map.of(COORDINATOR_GROUP, "tenant-*"));
        JsonNode completed = awaitFleet(path, "COMPLETED");
        assertThat(completed.at("/counts/completed").intValue()).isEqualTo(DATABASES);
        assertThat(changedSince(before)).containsExactly(names(0, DATABASES));
        act(path, "rollback");
        awaitFleet(path, "ROLLED_BACK");
        assertThat(changedSince(before)).isEmpty();
    }

    @Test
    void a_fleet_that_is_stopped_leaves_later_members_as_they_were() throws SQLException {
        List<StoreDigest> before = digests();
        String path;
        try (Connection blocking = TENANTS.getFirst().connect();
                Statement statement = blocking.createStatement()) {
            blocking.setAutoCommit(false);
            statement.execute("SELECT * FROM orders WHERE id = 1 FOR UPDATE");
            path = system.api().submitFleet(plan("3", ""));
            Waits.await("the canaries run")
                    .until(() -> targetsIn(system.api().read(path), "APPLYING").contains("tenant-000"));
            act(path, "stop");
            assertThat(system.api().read(path).path("state").asString()).isEqualTo("STOPPING");
            blocking.rollback();
        }
        JsonNode stopped = awaitFleet(path, "STOPPED");
        assertThat(targetsIn(stopped, "PENDING")).containsExactly(names(FIRST_WAVE, DATABASES));
        assertThat(changedSince(before)).contains("tenant-000").isSubsetOf(names(0, FIRST_WAVE));
        act(path, "continue");
        awaitFleet(path, "COMPLETED");
        assertThat(changedSince(before)).containsExactly(names(0, DATABASES));
        act(path, "rollback");
        awaitFleet(path, "ROLLED_BACK");
        assertThat(changedSince(before)).isEmpty();
    }
}
