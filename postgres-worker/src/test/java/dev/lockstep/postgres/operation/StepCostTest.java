package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TcpProxy;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.StepKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Counts the connections and round trips of a step. Background reads in the same time are counted too, so the smallest
 * count of several steps is closest to that of a step alone.
 */
class StepCostTest {
    private static final int STEPS = 10;
    /** Most of them are Flyway's. The check of settings and the comparison of the catalog need a few, the health one. */
    private static final int MAX_ROUND_TRIPS = 61;

    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();

    @AfterEach
    void close() {
        store.close();
    }

    private record Cost(long connections, long roundTrips) {}

    private List<Cost> costs(String up) throws IOException {
        List<Cost> costs = new ArrayList<>();
        try (TcpProxy proxy = TcpProxy.to(postgres.database().jdbcUrl());
                ContractWorker worker = new ContractWorker(postgres.connectThrough(proxy), TargetKind.POSTGRES)) {
            for (int dispatch = 1; dispatch <= STEPS; dispatch++) {
                Cost before = new Cost(proxy.connections(), proxy.roundTrips());
                assertThat(worker.run(StepScenario.script(postgres, "" + dispatch, up, "SELECT 1")
                                .migration()
                                .apply(dispatch)))
                        .isInstanceOf(Report.Succeeded.class);
                costs.add(
                        new Cost(proxy.connections() - before.connections(), proxy.roundTrips() - before.roundTrips()));
            }
        }
        return costs.subList(1, STEPS);
    }

    @Nested
    class A_step_of_postgres_sql {
        @Test
        void opens_no_connection_and_needs_few_round_trips() throws IOException {
            List<Cost> costs = costs("UPDATE exercises SET points_earned = points_earned + 1");
            assertThat(costs).filteredOn(cost -> cost.connections() > 0).hasSizeLessThan(STEPS / 2);
            assertThat(costs).extracting(Cost::roundTrips).anyMatch(count -> count <= MAX_ROUND_TRIPS);
        }
    }

    @Nested
    class Reading_the_rows_of_many_steps {
        @Test
        void needs_one_round_trip_per_batch() throws IOException {
            List<StepKey> keys = IntStream.range(0, 2 * StepJournal.READ_BATCH + 1)
                    .mapToObj(_number -> new StepKey(new MigrationId(UUID.randomUUID()), new StepId("step")))
                    .toList();
            try (TcpProxy proxy = TcpProxy.to(postgres.database().jdbcUrl());
                    ConnectedTarget target = postgres.connectThrough(proxy)) {
                StepJournal journal = target.journal();
                assertThat(journal.readAll(keys)).isEmpty();
                long before = proxy.roundTrips();
                assertThat(journal.readAll(keys)).isEmpty();
                assertThat(proxy.roundTrips() - before).isEqualTo(3);
            }
        }
    }
}
