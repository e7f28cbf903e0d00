package dev.lockstep.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.HeldDispatch;
import java.util.concurrent.atomic.AtomicReference;

/** A worker on one database with the production runner; asserts the type of the report that ends a command. */
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

    /** Runs the command and, while it is held at the failpoint for the first time, the application. */
    public Report runWhile(Command command, String failpoint, Runnable application) {
        AtomicReference<Report> report = new AtomicReference<>();
        try (HeldDispatch held = HeldDispatch.at(failpoint, 1, () -> report.set(run(command)))) {
            application.run();
            held.release();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return report.get();
    }

    public StepResult succeeds(Command command) {
        return succeeded(run(command));
    }

    public CompensationResult compensates(Command command) {
        return compensated(run(command));
    }

    public StepFailure fails(Command command) {
        return failed(run(command));
    }

    public static StepResult succeeded(Report report) {
        assertThat(report).isInstanceOf(Report.Succeeded.class);
        return ((Report.Succeeded) report).result();
    }

    public static CompensationResult compensated(Report report) {
        assertThat(report).isInstanceOf(Report.Compensated.class);
        return ((Report.Compensated) report).result();
    }

    public static StepFailure failed(Report report) {
        assertThat(report).isInstanceOf(Report.Failed.class);
        return ((Report.Failed) report).failure();
    }
}
