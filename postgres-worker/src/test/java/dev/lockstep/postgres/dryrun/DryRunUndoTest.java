package dev.lockstep.postgres.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.DryRunScenario;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dry run predicts what the compensation then finds. */
class DryRunUndoTest {
    private final TestPostgres postgres = TestPostgres.fresh();

    @AfterEach
    void close() {
        postgres.close();
    }

    @Nested
    class The_differences_after_an_undo {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                textBlock =
                        """
                        ALTER TABLE t ADD COLUMN c integer               | ALTER TABLE t DROP COLUMN c
                        ALTER TABLE t DROP COLUMN a                      | ALTER TABLE t ADD COLUMN a integer
                        ALTER TABLE t DROP COLUMN a                      | ALTER TABLE t ADD COLUMN a bigint
                        ALTER TABLE t ALTER COLUMN code TYPE varchar(9)  | ALTER TABLE t ALTER COLUMN code TYPE varchar(5)
                        ALTER TABLE t ALTER COLUMN code TYPE varchar(9)  | ALTER TABLE t ALTER COLUMN code TYPE varchar(6)
                        CREATE INDEX i ON t (a)                          | SELECT 1
                        CREATE INDEX i ON t (a)                          | DROP INDEX i; CREATE INDEX j ON t (a)
                        DROP INDEX by_code                               | CREATE INDEX by_code ON t (code) WHERE code IN ('a', 'b')
                        DROP INDEX by_code                               | CREATE INDEX by_code ON t (code)
                        DROP VIEW v                                      | CREATE VIEW v AS SELECT a, code FROM t
                        DROP VIEW v                                      | CREATE VIEW v AS SELECT a FROM t
                        GRANT SELECT ON t TO PUBLIC                      | REVOKE SELECT ON t FROM PUBLIC
                        GRANT SELECT ON t TO PUBLIC                      | SELECT 1
                        CREATE SEQUENCE s                                | DROP SEQUENCE s
                        COMMENT ON TABLE t IS 'x'                        | COMMENT ON TABLE t IS NULL
                        UPDATE t SET a = 0                               | DROP TABLE absent
                        """)
        void are_those_of_the_compensation(String up, String down) {
            postgres.execute(
                    "CREATE TABLE t (a integer, code varchar(5) CHECK (code IN ('a', 'b', 'c')))",
                    "CREATE INDEX by_code ON t (code) WHERE code IN ('a', 'b')",
                    "CREATE VIEW w AS SELECT 1 AS one",
                    up.contains("VIEW v") ? "CREATE VIEW v AS SELECT a, code FROM t" : "SELECT 1");
            List<String> tried = DryRunScenario.on(postgres)
                    .script(up, down)
                    .runAndExpectResult()
                    .undo()
                    .differences();
            StepScenario step = StepScenario.script(postgres, "1", up, down);
            step.applyAndExpectSuccess(10);
            Report report = step.compensate(11);
            if (report instanceof Report.Compensated compensated) {
                assertThat(tried).isEqualTo(compensated.result().differences());
            } else {
                assertThatAllAreIn(StepScenario.failureOf(report), tried);
            }
        }

        private void assertThatAllAreIn(StepFailure failure, List<String> tried) {
            assertThat(tried).isNotEmpty();
            assertThat(failure.code()).isIn("catalog-differs", "42P01");
            tried.stream()
                    .filter(difference -> !difference.startsWith("column order of"))
                    .map(difference -> difference.replace("down fails: 42P01: ", ""))
                    .forEach(difference -> assertThat(failure.message()).contains(difference));
        }
    }
}
