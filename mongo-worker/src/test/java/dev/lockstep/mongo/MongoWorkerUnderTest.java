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

/** Runs commands on one database with the production runner, each in a new worker, and asserts the type of the last report. */
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

    /** Runs the command, pauses it at the first hit of the failpoint, and runs the action during the pause. */
    public Report runWithPauseAt(Command command, String failpoint, Runnable duringPause) {
        AtomicReference<Report> report = new AtomicReference<>();
        try (HeldDispatch paused = HeldDispatch.at(failpoint, 1, () -> report.set(run(command)))) {
            duringPause.run();
            paused.release();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return report.get();
    }

    public StepResult runExpectingSuccess(Command command) {
        return assertSucceeded(run(command));
    }

    public CompensationResult runExpectingCompensation(Command command) {
        return assertCompensated(run(command));
    }

    public StepFailure runExpectingFailure(Command command) {
        return assertFailed(run(command));
    }

    public static StepResult assertSucceeded(Report report) {
        assertThat(report).isInstanceOf(Report.Succeeded.class);
        return ((Report.Succeeded) report).result();
    }

    public static CompensationResult assertCompensated(Report report) {
        assertThat(report).isInstanceOf(Report.Compensated.class);
        return ((Report.Compensated) report).result();
    }

    public static StepFailure assertFailed(Report report) {
        assertThat(report).isInstanceOf(Report.Failed.class);
        return ((Report.Failed) report).failure();
    }
}
