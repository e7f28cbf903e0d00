package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TcpProxy;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CatalogChangesTest {
    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();

    @AfterEach
    void close() {
        store.close();
    }

    private StepScenario step(String up, String down) {
        return StepScenario.script(postgres, "1", up, down);
    }

    @Nested
    class A_column_type_that_is_changed_back {
        @Test
        void leaves_no_difference_although_the_server_prints_the_check_in_another_way() {
            postgres.execute(
                    "CREATE TABLE codes (code varchar(20) DEFAULT 'a' CHECK (code IN ('a', 'b')))",
                    "CREATE INDEX codes_ab ON codes (code) WHERE code IN ('a', 'b')");
            StepScenario step = step(
                    "ALTER TABLE codes ALTER COLUMN code TYPE varchar(50)",
                    "ALTER TABLE codes ALTER COLUMN code TYPE varchar(20)");
            step.applyAndExpectSuccess(1);
            assertThat(step.compensateAndExpectSuccess(2).differences()).isEmpty();
        }

        @Test
        void leaves_a_difference_if_the_check_is_another() {
            postgres.execute("CREATE TABLE codes (code varchar(20) CONSTRAINT c CHECK (code IN ('a', 'b')))");
            StepScenario step = step(
                    "ALTER TABLE codes DROP CONSTRAINT c",
                    "ALTER TABLE codes ADD CONSTRAINT c CHECK (code IN ('a', 'c'))");
            step.applyAndExpectSuccess(1);
            assertThat(step.compensateAndExpectFailure(2).message())
                    .contains("constraint c on public.codes differs (- before up, + after down)", "'b'", "'c'");
        }
    }

    @Nested
    class A_view_that_is_not_restored {
        @Test
        void is_shown_by_its_changed_lines() {
            StepScenario step = step(
                    "DROP VIEW strong_exercises",
                    "CREATE VIEW strong_exercises AS SELECT * FROM exercises WHERE points_earned > 11");
            step.applyAndExpectSuccess(1);
            StepFailure failure = step.compensateAndExpectFailure(2);
            assertThat(failure.code()).isEqualTo("catalog-differs");
            assertThat(failure.message())
                    .endsWith(
                            """
                            table public.strong_exercises differs (- before up, + after down):
                                   FROM public.exercises
                              -   WHERE (points_earned > 10);
                              +   WHERE (points_earned > 11);""");
        }
    }

    @Nested
    class An_object_that_the_script_does_not_name {
        @Test
        void is_compared_too() {
            StepScenario step = step(
                    "DO $$ BEGIN EXECUTE concat('ALTER TABLE exer', 'cises RENAME COLUMN user_id TO person'); END $$",
                    "DO $$ BEGIN EXECUTE concat('ALTER TABLE exer', 'cises RENAME COLUMN person TO user_id'); END $$");
            step.applyAndExpectSuccess(1);
            assertThat(postgres.rows("SELECT object FROM lockstep_journal.catalog_change"))
                    .contains(
                            "column public.exercises.user_id",
                            "index public.idx_exercises_user",
                            "table public.strong_exercises");
            step.compensateAndExpectSuccess(2);
        }
    }

    @Nested
    class A_large_catalog {
        private static final String UP =
                "CREATE TABLE orders (id bigserial PRIMARY KEY, parent bigint REFERENCES t1); ALTER TABLE t2 ADD COLUMN e int";
        private static final String DOWN = "ALTER TABLE t2 DROP COLUMN e; DROP TABLE orders";

        @Test
        void adds_nothing_to_what_is_read_for_a_change() throws IOException {
            long few = bytesOfApplyAndCompensate(5);
            long many = bytesOfApplyAndCompensate(2000);
            assertThat(many).isLessThan(few * 5 / 4);
        }

        private long bytesOfApplyAndCompensate(int tables) throws IOException {
            try (TestPostgres large = TestPostgres.fresh();
                    TcpProxy proxy = TcpProxy.to(large.database().jdbcUrl())) {
                large.execute(
                        "CREATE PROCEDURE create_tables() LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1..%d LOOP EXECUTE format('"
                                        .formatted(tables)
                                + "CREATE TABLE t%1$s (id bigserial PRIMARY KEY, a text NOT NULL, b int NOT NULL,"
                                + " c date NOT NULL DEFAULT now(), d text NOT NULL, parent bigint REFERENCES t%1$s)', i);"
                                + " IF i % 100 = 0 THEN COMMIT; END IF; END LOOP; END $$",
                        "CALL create_tables()");
                ContractMigration migration = ContractMigration.of(new PostgresSql("1", UP, DOWN));
                try (ContractWorker worker = new ContractWorker(large.connectThrough(proxy), TargetKind.POSTGRES)) {
                    assertThat(worker.run(migration.apply(1))).isInstanceOf(Report.Succeeded.class);
                    assertThat(worker.run(migration.compensate(2))).isInstanceOf(Report.Compensated.class);
                }
                return proxy.forwardedBytes();
            }
        }
    }
}
