package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.IntNode;

/** Results, notices and errors of any size do not fill the worker's memory. */
class UnboundedResultsTest {
    private final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    private Report applyWithCheck(String check) {
        ContractMigration migration = ContractMigration.of(
                new PostgresSql("1", "SELECT 1", "SELECT 1"),
                new Verification(check, null, IntNode.valueOf(0), null, null));
        try (ContractWorker worker = new ContractWorker(postgres.connect(), TargetKind.POSTGRES)) {
            return worker.run(migration.apply(1));
        }
    }

    @Nested
    class A_check {
        @ParameterizedTest
        @ValueSource(strings = {"SELECT repeat('x', 100000000)", "SELECT 0, repeat('x', 100000000)"})
        void whose_row_is_huge_is_not_met(String check) {
            StepFailure failure = StepScenario.failureOf(applyWithCheck(check));
            assertThat(failure.code()).isEqualTo("check-not-met");
            assertThat(failure.message()).contains("a row of more than 8 MB");
        }

        @Test
        void that_raises_many_notices_is_compared_as_usual() {
            postgres.execute("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
                    + " FOR i IN 1..40000 LOOP RAISE NOTICE '%', repeat('x', 10000); END LOOP; RETURN 0; END $$");
            assertThat(applyWithCheck("SELECT f()")).isInstanceOf(Report.Succeeded.class);
        }
    }

    @Nested
    class An_error {
        @Test
        void with_a_huge_message_is_reported_without_it() {
            StepFailure failure = StepScenario.script(
                            postgres, "1", "DO $$ BEGIN RAISE '%', repeat('x', 20000000); END $$", "SELECT 1")
                    .applyAndExpectFailure(1);
            assertThat(failure.code()).isEqualTo("P0001");
            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.message())
                    .contains("a routine raised an exception (SQLSTATE P0001)")
                    .doesNotContain("xxx");
        }
    }

    @Nested
    class A_script {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SELECT repeat('x', 1000) FROM generate_series(1, 2000000)",
                    "DO $$ BEGIN FOR i IN 1..300000 LOOP RAISE NOTICE '%', repeat('x', 4000); END LOOP; END $$"
                })
        void that_returns_more_than_the_heap_runs(String statement) {
            StepScenario step = StepScenario.script(postgres, "1", "SELECT 1", statement);
            step.applyAndExpectSuccess(1);
            step.compensateAndExpectSuccess(2);
        }
    }
}
