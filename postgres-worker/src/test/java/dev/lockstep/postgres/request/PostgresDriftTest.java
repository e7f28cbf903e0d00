package dev.lockstep.postgres.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.DriftResult.Difference;
import dev.lockstep.contract.protocol.DriftResult.Kind;
import dev.lockstep.contract.protocol.TargetReport;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequest.ExpectedStep;
import dev.lockstep.postgres.fixture.IndexOperations;
import dev.lockstep.postgres.fixture.StepScenario;
import dev.lockstep.postgres.fixture.TestPostgres;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.RequestedTarget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresDriftTest {
    private static final long CHECK = 1_000;

    private final TestPostgres postgres = TestPostgres.fresh();
    private final List<ExpectedStep> steps = new ArrayList<>();
    private long dispatch;

    @BeforeEach
    void createTable() {
        postgres.execute("CREATE TABLE people (id int PRIMARY KEY, name text)", "CREATE TABLE other (id int)");
        apply(StepScenario.script(
                postgres, "1", "ALTER TABLE people ADD COLUMN age int", "ALTER TABLE people DROP COLUMN age"));
    }

    @AfterEach
    void close() {
        postgres.close();
    }

    private void apply(StepScenario scenario) {
        dispatch++;
        scenario.applyAndExpectSuccess(dispatch);
        steps.add(RequestedTarget.expected(scenario.migration().apply(dispatch)));
    }

    private DriftResult check() {
        try (ConnectedTarget target = postgres.connect()) {
            TargetReport report = new RequestedTarget(target)
                    .report(new TargetRequest.Drift(
                            RequestedTarget.header(CHECK), null, new DispatchNumber(dispatch), steps));
            assertThat(report).isInstanceOf(TargetReport.Drift.class);
            return ((TargetReport.Drift) report).result();
        }
    }

    private Difference single() {
        DriftResult result = check();
        assertThat(result.differences()).hasSize(1);
        return result.differences().getFirst();
    }

    @Test
    void a_catalog_as_it_was_left_has_no_differences() {
        apply(StepScenario.script(
                postgres,
                "2",
                "ALTER TABLE people RENAME COLUMN age TO years; CREATE INDEX by_years ON people (years)",
                "DROP INDEX by_years; ALTER TABLE people RENAME COLUMN years TO age"));
        apply(StepScenario.script(postgres, "3", "DROP INDEX by_years", "CREATE INDEX by_years ON people (years)"));
        postgres.execute("INSERT INTO people VALUES (1, 'a', 2)", "ALTER TABLE other ADD COLUMN x int");
        DriftResult result = check();
        assertThat(result.differences()).isEmpty();
        assertThat(result.objects()).isPositive();
        assertThat(result.steps()).isEqualTo(3);
    }

    @Test
    void a_changed_object_of_a_step_is_found() {
        postgres.execute("ALTER TABLE people ALTER COLUMN age SET NOT NULL");
        Difference found = single();
        assertThat(found.kind()).isEqualTo(Kind.CATALOG);
        assertThat(found.unit()).contains("people");
        assertThat(found.expected()).isNotEqualTo(found.found());
    }

    @Test
    void a_dropped_object_of_a_step_is_found() {
        postgres.execute("DROP TABLE people");
        assertThat(check().differences()).isNotEmpty().allSatisfy(found -> assertThat(found.found())
                .isEqualTo("(no such object)"));
    }

    @Test
    void a_created_index_that_is_gone_is_found() {
        apply(StepScenario.of(
                postgres,
                IndexOperations.parse("{\"table\": \"people\", \"name\": \"by_name\", \"columns\": [\"name\"]}")));
        assertThat(check().differences()).isEmpty();
        postgres.execute("DROP INDEX by_name");
        assertThat(single().unit()).isEqualTo("index public.by_name");
    }

    @Test
    void a_version_that_is_gone_from_the_history_is_found() {
        postgres.execute("DELETE FROM lockstep_schema_history WHERE version = '1'");
        assertThat(single()).satisfies(found -> {
            assertThat(found.kind()).isEqualTo(Kind.HISTORY);
            assertThat(found.unit()).isEqualTo("version 1");
            assertThat(found.found()).isEqualTo("(not applied)");
        });
        postgres.execute("DROP TABLE lockstep_schema_history");
        assertThat(single().kind()).isEqualTo(Kind.HISTORY);
    }

    @Test
    void a_journal_that_is_gone_is_found() {
        postgres.execute("DROP SCHEMA lockstep_journal CASCADE");
        assertThat(check().differences()).extracting(Difference::kind).containsExactly(Kind.FENCE, Kind.JOURNAL);
    }
}
