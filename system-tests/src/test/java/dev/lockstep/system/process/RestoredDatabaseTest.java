package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.service.LockstepService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The coordinator's database is replaced by an older copy of itself. */
class RestoredDatabaseTest {
    private static final List<String> TARGETS =
            List.of(LockstepSystem.POSTGRES, LockstepSystem.MONGO, LockstepSystem.REDIS);
    private static final String COPY = "coordinator_copy";

    private LockstepSystem system;
    private TestData data;

    @BeforeEach
    void createData() {
        system = LockstepSystem.shared();
        data = TestData.create(system, 100);
    }

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    /** Replaces one database by a copy of another, which nobody uses. */
    private void copy(String from, String to, String owner) {
        try (Connection connection = system.postgres().admin().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(to));
            statement.execute("CREATE DATABASE %s TEMPLATE %s OWNER %s".formatted(to, from, owner));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String complete() {
        String id = system.api().submit(TestPlans.allStores());
        system.api().awaitState(id, "COMPLETED");
        return id;
    }

    /** A check fails while its number is below one of those that the coordinator has given out again meanwhile. */
    private JsonNode check(String target) {
        return Waits.await("a check of " + target)
                .ignoreExceptionsMatching(
                        thrown -> String.valueOf(thrown.getMessage()).contains("target-in-use"))
                .until(
                        () -> system.api()
                                .targets()
                                .awaitAnswered(system.api().targets().request(target, "drift", "{}"))
                                .path("drift"),
                        drift -> true);
    }

    /** Checks the targets, and acknowledges the differences if there are any. */
    private void acknowledge(List<String> targets) {
        for (String target : targets) {
            check(target);
            if (system.api().targets().isStoppedByDrift(target)) {
                system.api().targets().acknowledgeDrift(target);
            }
        }
    }

    @Test
    void is_found_before_anything_is_changed_and_put_on_by_an_operator() {
        // Tests before this one have left differences.
        acknowledge(TARGETS);
        PostgresDatabase database = system.coordinatorDatabase();
        system.instance(LockstepService.COORDINATOR).kill();
        copy(database.name(), COPY, database.username());
        system.restartKilled(LockstepService.COORDINATOR);
        complete();
        complete();

        system.instance(LockstepService.COORDINATOR).kill();
        copy(COPY, database.name(), database.username());
        system.restartKilled(LockstepService.COORDINATOR);
        data.resetTo(100);
        TargetDigests before = TargetDigests.of(system);
        String stuck = system.api().submit(TestPlans.allStores());
        assertThat(system.api().awaitState(stuck, "NEEDS_OPERATOR").toString())
                .contains("the target has already accepted dispatch");
        before.assertSameAs(TargetDigests.of(system));

        assertThat(check(LockstepSystem.POSTGRES).toString()).contains("dispatch numbers");
        system.api().targets().acknowledgeDrift(LockstepSystem.POSTGRES);
        // The numbers are raised above the fence of the first target, and may then be above those of the others too.
        acknowledge(List.of(LockstepSystem.MONGO, LockstepSystem.REDIS));
        system.api().act(stuck, "retry", "{\"reason\": \"the numbers are raised\"}");
        system.api().awaitState(stuck, "ROLLED_BACK");
        before.assertSameAs(TargetDigests.of(system));
        complete();
        data.assertAppliedOnce();
    }
}
