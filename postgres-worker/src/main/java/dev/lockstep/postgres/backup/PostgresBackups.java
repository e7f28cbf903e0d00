package dev.lockstep.postgres.backup;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.postgres.backup.DatabaseDefinitions.Sequence;
import dev.lockstep.postgres.dryrun.PostgresDryRunner;
import dev.lockstep.postgres.script.JdbcSchemaHistory;
import dev.lockstep.postgres.session.JdbcDispatchSessions;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.BackupWriter;
import dev.lockstep.worker.DryRunner;
import dev.lockstep.worker.DryRunner.DryRunStep;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.TargetBackups;
import java.util.List;

/** Backs up the tables and other objects that steps touch; see {@code docs/backup-postgres.md}. */
public final class PostgresBackups implements TargetBackups {
    private final JdbcDispatchSessions sessions;
    private final DryRunner trials;

    public PostgresBackups(JdbcConnections connections, StepJournal journal) {
        this.sessions = new JdbcDispatchSessions(connections, journal);
        this.trials = new PostgresDryRunner(connections, journal);
    }

    @Override
    public String method() {
        return "postgres-copy";
    }

    @Override
    public void backUp(List<Step> steps, BackupWriter backup, StepContext context) {
        JdbcSequenceValues sequences = new JdbcSequenceValues(read(context));
        TouchedNames touched = TouchedNames.of(steps, trials.run(trialsOf(steps), context));
        sequences.readAfterTrial(read(context));
        touched.notes().forEach(backup::note);
        sessions.runWithoutFence(context, session -> {
            new JdbcExport(session, JdbcSchemaHistory.of(session), backup, sequences).write(touched);
            return context.dispatch();
        });
    }

    private List<Sequence> read(StepContext context) {
        return sessions.runWithoutFence(
                context, session -> session.inRolledBackTransaction(JdbcSequenceValues::readAll));
    }

    private static List<DryRunStep> trialsOf(List<Step> steps) {
        return steps.stream()
                .map(step -> new DryRunStep(step, withoutUndo(step.operation())))
                .toList();
    }

    /** What the undo would touch is what the step has touched. */
    private static StepOperation withoutUndo(StepOperation operation) {
        return operation instanceof PostgresSql(String version, String up, var _)
                ? new PostgresSql(version, up, null)
                : operation;
    }

    @Override
    public RestoreResult restore(BackupReader backup, RestoreMode mode, StepContext context) {
        return sessions.runWithoutFence(context, session -> JdbcRestore.run(session, backup, mode));
    }
}
