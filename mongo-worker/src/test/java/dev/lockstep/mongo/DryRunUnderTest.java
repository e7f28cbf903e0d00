package dev.lockstep.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ContractMigration;
import java.util.List;

/** Runs dry runs of the steps of one migration, and asserts the type of their outcome. */
public final class DryRunUnderTest {
    /** Above the fence of the applies before it. */
    private static final long DISPATCH = 1_000;

    private final MongoWorkerUnderTest worker;

    public DryRunUnderTest(MongoWorkerUnderTest worker) {
        this.worker = worker;
    }

    public List<DryRunOutcome> run(Command command) {
        Report report = worker.run(command);
        assertThat(report).isInstanceOf(Report.DryRun.class);
        return ((Report.DryRun) report).steps();
    }

    public DryRunOutcome run(ContractMigration migration) {
        return run(migration.dryRun(DISPATCH)).getFirst();
    }

    public DryRunResult runExpectingSuccess(ContractMigration migration) {
        DryRunOutcome outcome = run(migration);
        assertThat(outcome).isInstanceOf(DryRunOutcome.Passed.class);
        return ((DryRunOutcome.Passed) outcome).result();
    }

    public StepFailure runExpectingFailure(ContractMigration migration) {
        DryRunOutcome outcome = run(migration);
        assertThat(outcome).isInstanceOf(DryRunOutcome.Failed.class);
        return ((DryRunOutcome.Failed) outcome).failure();
    }
}
