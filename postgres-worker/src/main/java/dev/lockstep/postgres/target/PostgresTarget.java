package dev.lockstep.postgres.target;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.CheckRunner;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.DryRunner;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.ScratchCopies;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.TargetBackups;
import dev.lockstep.worker.TargetHealth;
import dev.lockstep.worker.TargetRequests;
import java.util.List;
import java.util.Set;

/** One PostgreSQL database with its journal, executors and checks. */
final class PostgresTarget implements ConnectedTarget {
    private static final String QUERY_CANCELED = "57014";
    /** A role that does not exist or may not log in, and a wrong password. */
    private static final Set<String> REFUSED_LOGIN = Set.of("28000", "28P01");

    private final JdbcConnections connections;
    private final StepJournal journal;
    private final List<StepExecutor<?>> executors;
    private final CheckRunner checks;
    private final Services services;
    private final TargetHealth health;

    PostgresTarget(
            JdbcConnections connections, StepJournal journal, List<StepExecutor<?>> executors, Services services) {
        this.connections = connections;
        this.journal = journal;
        this.executors = List.copyOf(executors);
        this.checks = new JdbcCheckRunner(connections);
        this.services = services;
        PostgresHealthLimits limits = connections.settings().health();
        this.health = limits.common().health(limits.areSet() ? new JdbcHealthProbe(connections, limits) : null);
    }

    /** What a target offers besides its operations. */
    record Services(DryRunner dryRunner, TargetBackups backups, ScratchCopies scratchCopies, TargetRequests requests) {}

    @Override
    public StepJournal journal() {
        return journal;
    }

    @Override
    public List<StepExecutor<?>> executors() {
        return executors;
    }

    @Override
    public CheckRunner checks() {
        return checks;
    }

    @Override
    public DryRunner dryRunner() {
        return services.dryRunner();
    }

    @Override
    public ScratchCopies scratchCopies() {
        return services.scratchCopies();
    }

    @Override
    public TargetBackups backups() {
        return services.backups();
    }

    @Override
    public TargetRequests requests() {
        return services.requests();
    }

    @Override
    public TargetHealth health() {
        return health;
    }

    @Override
    public Masking masking() {
        return connections.settings().masking();
    }

    @Override
    public String serverVersion() {
        return connections.inTransaction(jdbc -> jdbc.sql("SELECT current_setting('server_version')")
                .query(String.class)
                .single());
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        StepFailure failure = connections.serverProbe().refine(PostgresFailures.of(thrown));
        if (REFUSED_LOGIN.contains(failure.code())) {
            return connections.settings().credentials().ofRefusedLogin(failure);
        }
        // A statement of Lockstep itself was cancelled or too slow. Failures of a script's statements are classified
        // where they occur.
        return failure instanceof StepFailure.Permanent && failure.code().equals(QUERY_CANCELED)
                ? new StepFailure.Transient(failure.code(), failure.message())
                : failure;
    }

    @Override
    public void closeIdle() {
        connections.closeIdle();
    }

    @Override
    public void close() {
        connections.close();
    }
}
