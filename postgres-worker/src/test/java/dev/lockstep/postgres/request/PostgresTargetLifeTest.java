package dev.lockstep.postgres.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.RequestedTarget;
import dev.lockstep.worker.TargetLifeContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresTargetLifeTest extends TargetLifeContract {
    private static final String HISTORY = "SELECT count(*) FROM lockstep_schema_history";

    private final PostgresContractStore store = new PostgresContractStore();
    private final TestPostgres postgres = store.postgres();

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected ConnectedTarget connect() {
        return store.connect();
    }

    @Override
    protected TargetKind kind() {
        return TargetKind.POSTGRES;
    }

    @Override
    protected StepOperation operation() {
        return new PostgresSql("1", "CREATE TABLE created (id int)", "DROP TABLE created");
    }

    @Override
    protected String digest() {
        return store.digest();
    }

    @Override
    protected List<String> ours() {
        return postgres.rows(
                "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = 'lockstep_journal' AND c.relkind = 'r'"
                        + " UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'lockstep_journal' ORDER BY 1");
    }

    @Test
    void the_schema_history_stays_unless_it_is_to_be_removed_too() {
        StepScenario.script(postgres, "1", "CREATE TABLE created (id int)", "DROP TABLE created")
                .applyAndExpectSuccess(5);
        UninstallResult kept = uninstall(false, false);
        assertThat(kept.notes())
                .containsExactly(
                        "the schema history \"public\".\"lockstep_schema_history\" stays, with 2 rows; another tool can continue to use it");
        assertThat(postgres.value(HISTORY)).isEqualTo("2");
        UninstallResult removed = uninstall(true, false);
        assertThat(removed.removed())
                .contains(new UninstallResult.Item("table", "\"public\".\"lockstep_schema_history\"", 2));
        assertThat(postgres.value("SELECT to_regclass('lockstep_schema_history') IS NULL"))
                .isEqualTo("t");
        assertThat(postgres.value("SELECT count(*) FROM created")).isEqualTo("0");
    }

    @Test
    void an_object_of_somebody_else_that_depends_on_the_journal_prevents_an_uninstallation() {
        try (ConnectedTarget target = postgres.connect()) {
            target.journal().identity();
        }
        postgres.execute("CREATE VIEW report AS SELECT * FROM lockstep_journal.step");
        List<String> before = ours();
        StepFailure failure = failure(new TargetRequest.Uninstall(RequestedTarget.header(), false, false));
        assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
        assertThat(failure.message()).contains("view report depends on table lockstep_journal.step");
        assertThat(ours()).isEqualTo(before);
    }
}
