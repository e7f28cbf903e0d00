package dev.lockstep.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.worker.ContractWorker;

/** One worker on a database, through the production runner, with reports that are what they must be. */
public final class MongoWorkerUnderTest {
    private final MongoTestDatabase database;

    public MongoWorkerUnderTest(MongoTestDatabase database) {
        this.database = database;
    }

    public Report run(Command command) {
        try (ContractWorker worker = new ContractWorker(database.connect(), TargetKind.MONGO)) {
            return worker.run(command);
        }
    }

    public StepResult succeeds(Command command) {
        Report report = run(command);
        assertThat(report).isInstanceOf(Report.Succeeded.class);
        return ((Report.Succeeded) report).result();
    }

    public CompensationResult compensates(Command command) {
        Report report = run(command);
        assertThat(report).isInstanceOf(Report.Compensated.class);
        return ((Report.Compensated) report).result();
    }

    public StepFailure fails(Command command) {
        Report report = run(command);
        assertThat(report).isInstanceOf(Report.Failed.class);
        return ((Report.Failed) report).failure();
    }
}
