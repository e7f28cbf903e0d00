package dev.lockstep.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.fixture.BackupScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.stack.digest.StoreDigest;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A restore of a damaged backup changes nothing. All tests damage the same backup, one after another. */
@TestInstance(Lifecycle.PER_CLASS)
class DamagedBackupTest {
    private final TestPostgres postgres = TestPostgres.fresh();
    private final BackupScenario scenario = BackupScenario.on(postgres);

    @BeforeAll
    void apply() {
        postgres.execute(
                "CREATE TABLE people (id integer PRIMARY KEY, email text)",
                "INSERT INTO people SELECT g, g || '@x.example' FROM generate_series(1, 100) g");
        scenario.script("UPDATE people SET email = 'x'").backUp();
        scenario.apply();
    }

    @AfterAll
    void close() {
        scenario.close();
        postgres.close();
    }

    private StepFailure failureOfRestoreWith(String file, UnaryOperator<String> damage) {
        String intact = scenario.files().text(file);
        scenario.files().damage(file, damage);
        StoreDigest before = scenario.digest();

        StepFailure failure = scenario.restoreAndExpectFailure();

        assertThat(before.compareWith(scenario.digest()).differences()).isEmpty();
        scenario.files().damage(file, _ -> intact);
        return failure;
    }

    @Test
    void with_an_unreadable_row_is_refused() {
        StepFailure failure = failureOfRestoreWith("table-0001.copy.gz", text -> text.replaceFirst("1\t", "one\t"));

        assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
        assertThat(failure.code()).isEqualTo("22P02");
    }

    @Test
    void with_missing_rows_is_refused() {
        StepFailure failure =
                failureOfRestoreWith("table-0001.copy.gz", text -> text.substring(0, text.indexOf('\n') + 1));

        assertThat(failure.code()).isEqualTo("backup-damaged");
        assertThat(failure.message()).contains("has 1 rows").contains("says 100");
    }

    @Test
    void in_another_format_is_refused() {
        StepFailure failure =
                failureOfRestoreWith(DatabaseDefinitions.FILE, text -> text.replace("\"format\":1", "\"format\":9"));

        assertThat(failure.code()).isEqualTo("backup-format-unknown");
        assertThat(failure.message()).contains("has the format 9").contains("format 1");
    }
}
