package dev.lockstep.coordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class JdbcFleetsTest {
    private static final int MEMBERS = 12;
    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final JdbcFleets fleets = new JdbcFleets(jdbc);
    private final JdbcMemberRollbacks requests = new JdbcMemberRollbacks(jdbc);
    private final Transactions transactions = new Transactions(new JdbcTransactionManager(database));

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    private static Plan plan(String name) {
        return LockstepJson.plans()
                .readValue(
                        """
                        {"apiVersion": "lockstep.dev/v1", "kind": "MigrationPlan", "metadata": {"name": "%s"},
                         "spec": {"targets": {"group": "tenants"}, "steps": [{"id": "only", "target": "tenants",
                            "operation": {"type": "postgres.sql", "version": "1", "up": "SELECT 1", "down": "SELECT 2"}}]}}
                        """
                                .formatted(name),
                        Plan.class);
    }

    private Fleet insert(String name) {
        List<TargetName> members = IntStream.rangeClosed(1, MEMBERS)
                .mapToObj(number -> new TargetName("t-%02d".formatted(number)))
                .toList();
        return transactions.run(() -> fleets.insert(
                plan(name), "test", members, Actor.named("alice"), new JdbcFleets.RequestKey("alice", null)));
    }

    @Nested
    class Two_coordinators {
        /** Begins the next wave of a fleet that is in the first, as the runner does. */
        private boolean beginSecondWave(long id, Runnable meanwhile) {
            return transactions.run(() -> {
                Optional<Fleet> locked = fleets.lockActive(id).filter(fleet -> fleet.wave() == 1);
                meanwhile.run();
                locked.ifPresent(fleet -> fleets.update(id, FleetState.RUNNING, 2, null, null));
                return locked.isPresent();
            });
        }

        @Test
        void begin_a_wave_once() {
            long id = insert("plan").id();
            // The second one asks while the first one has the lock, and again after it has committed.
            boolean first = beginSecondWave(
                    id, () -> assertThat(CompletableFuture.supplyAsync(() -> beginSecondWave(id, () -> {}))
                                    .join())
                            .isFalse());
            assertThat(first).isTrue();
            assertThat(beginSecondWave(id, () -> {})).isFalse();
            Fleet fleet = fleets.find(id).orElseThrow();
            assertThat(fleet.wave()).isEqualTo(2);
            assertThat(fleet.version()).isEqualTo(2);
        }

        @Test
        void continue_different_fleets_at_the_same_time() {
            long one = insert("one").id();
            long other = insert("other").id();
            assertThat(beginSecondWave(
                            one, () -> assertThat(CompletableFuture.supplyAsync(() -> beginSecondWave(other, () -> {}))
                                            .join())
                                    .isTrue()))
                    .isTrue();
        }

        @Test
        void request_the_rollback_of_a_member_once() {
            Fleet fleet = insert("plan");
            FleetMember member = fleets.members(fleet.id()).getFirst();
            assertThat(requests.setRequested(fleet.id(), member)).isTrue();
            assertThat(requests.setRequested(fleet.id(), member)).isFalse();
        }
    }

    @Nested
    class A_long_history {
        private void insertHistory() {
            jdbc.update(
                    """
                    INSERT INTO fleet (version, name, checksum, plan, environment, requester, requested_at, state, wave,
                        actor, caller)
                    SELECT 1, 'old-' || n, lpad(n::text, 64, '0'), '{}', 'test', '{}', now(), 'COMPLETED', 3, '{}', 'alice'
                    FROM generate_series(1, 5000) AS n
                    """);
            jdbc.update(
                    """
                    INSERT INTO fleet_member (fleet, number, target, wave)
                    SELECT id, n, 't-' || n, 1 FROM fleet, generate_series(1, 20) AS n
                    """);
            jdbc.execute("ANALYZE fleet, fleet_member, migration");
        }

        private String explained(String sql) {
            return String.join(
                    "\n", jdbc.queryForList("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + sql, String.class));
        }

        @Test
        void is_not_read_to_find_the_open_fleets() {
            insertHistory();
            insert("plan");
            assertThat(explained(JdbcFleets.OPEN))
                    .contains("fleet_open_name")
                    .doesNotContain("Seq Scan", "Rows Removed by Filter")
                    .containsPattern("actual rows=1(\\.00)? ");
        }

        @Test
        void is_not_read_to_find_the_members_of_a_fleet() {
            insertHistory();
            long id = insert("plan").id();
            assertThat(explained(JdbcFleets.MEMBERS.replace("?", "'{%d}'".formatted(id))))
                    .contains("fleet_member_pkey")
                    .doesNotContain("Seq Scan on fleet_member", "Rows Removed by Filter")
                    .containsPattern("actual rows=%d(\\.00)? ".formatted(MEMBERS));
        }
    }
}
