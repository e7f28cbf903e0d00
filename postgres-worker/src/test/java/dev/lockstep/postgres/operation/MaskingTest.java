package dev.lockstep.postgres.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractWorker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MaskingTest {
    private final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    private Report applyWithCheck(String sql) {
        ContractMigration migration = ContractMigration.of(
                new PostgresSql("1", "SELECT 1", "SELECT 1"), new Verification(sql, null, null, 0L, null));
        TestPostgres masked = postgres.withOption("mask-fields", "email, phone");
        try (ContractWorker worker = new ContractWorker(masked.connect(), TargetKind.POSTGRES)) {
            return worker.run(migration.apply(1));
        }
    }

    @Nested
    class A_masked_column {
        @Test
        void is_not_shown_by_a_check_that_is_not_met() {
            postgres.execute("CREATE TABLE people (email text)", "INSERT INTO people VALUES ('a@b.example')");
            assertThat(applyWithCheck("SELECT Email FROM people"))
                    .isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(
                                    failed.failure().message())
                            .contains("found ***")
                            .doesNotContain("a@b.example"));
        }

        @Test
        void can_be_counted() {
            postgres.execute("CREATE TABLE people (email text)");
            assertThat(applyWithCheck("SELECT count(*) FROM people WHERE email IS NULL"))
                    .isInstanceOfSatisfying(Report.Succeeded.class, succeeded -> assertThat(
                                    succeeded.result().checks().getFirst().found())
                            .isEqualTo("0"));
        }
    }
}
