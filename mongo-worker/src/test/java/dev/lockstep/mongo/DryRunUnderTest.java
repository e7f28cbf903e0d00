package dev.lockstep.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ContractMigration;
import java.util.List;
import java.util.stream.IntStream;

/** Runs dry runs of the steps of one migration, and asserts the type of their outcome. */
public final class DryRunUnderTest {
    /** Above the fence of the applies before it. */
    private static final long DISPATCH = 1_000;

    private final MongoWorkerUnderTest worker;

    public DryRunUnderTest(MongoWorkerUnderTest worker) {
        this.worker = worker;
    }

    /** The dry run of the migration's step, and of further operations on the same target. */
    public static Command command(ContractMigration migration, long dispatch, StepOperation... following) {
        Command first = migration.preflight(dispatch);
        List<Step> others = IntStream.range(0, following.length)
                .mapToObj(index -> new Step(
                        new StepId("following-" + index),
                        first.step().target(),
                        following[index],
                        List.of(),
                        null,
                        false,
                        first.step().onConflict()))
                .toList();
        Command.DryRun withWrongChecksum = new Command.DryRun(first.header(), first.step(), others);
        return new Command.DryRun(withChecksum(first.header(), withWrongChecksum.checksum()), first.step(), others);
    }

    private static CommandHeader withChecksum(CommandHeader header, Checksum checksum) {
        return new CommandHeader(
                header.protocol(),
                header.messageId(),
                header.migration(),
                header.step(),
                header.target(),
                header.identity(),
                header.dispatch(),
                checksum,
                header.plan(),
                header.lease(),
                header.startedAt(),
                null);
    }

    public List<DryRunOutcome> run(Command command) {
        Report report = worker.run(command);
        assertThat(report).isInstanceOf(Report.DryRun.class);
        return ((Report.DryRun) report).steps();
    }

    public DryRunOutcome run(ContractMigration migration) {
        return run(command(migration, DISPATCH)).getFirst();
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
