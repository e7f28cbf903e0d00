package dev.lockstep.postgres.target;

import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.DryRunner;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.TargetBackups;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.TargetRequests;
import dev.lockstep.worker.TargetSettings;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Connects targets whose URL starts with {@code jdbc:postgresql:}. */
public final class PostgresTargetConnector implements TargetConnector {
    private final Function<JdbcConnections, StepJournal> journals;
    private final BiFunction<JdbcConnections, StepJournal, List<StepExecutor<?>>> executors;
    private final ServiceFactories services;
    private final ScratchCopiesFactory scratchCopies;

    /**
     * Creates a connector for targets with this journal and these executors.
     *
     * @param journals creates the step journal of one target
     * @param executors creates the executors of one target, one per operation
     * @param scratchCopies creates what makes scratch copies of one target
     */
    public PostgresTargetConnector(
            Function<JdbcConnections, StepJournal> journals,
            BiFunction<JdbcConnections, StepJournal, List<StepExecutor<?>>> executors,
            ServiceFactories services,
            ScratchCopiesFactory scratchCopies) {
        this.journals = journals;
        this.executors = executors;
        this.services = services;
        this.scratchCopies = scratchCopies;
    }

    /**
     * Creates what one target offers besides its operations.
     *
     * @param dryRunners creates the dry runner
     * @param backups creates what backs up and restores
     * @param requests creates what answers requests that are not about a step
     */
    public record ServiceFactories(
            BiFunction<JdbcConnections, StepJournal, DryRunner> dryRunners,
            BiFunction<JdbcConnections, StepJournal, TargetBackups> backups,
            BiFunction<JdbcConnections, StepJournal, TargetRequests> requests) {}

    @Override
    public TargetKind kind() {
        return TargetKind.POSTGRES;
    }

    @Override
    public boolean accepts(TargetSettings settings) {
        return settings.url().startsWith(PostgresSettings.URL_PREFIX);
    }

    @Override
    public ConnectedTarget connect(TargetSettings settings) {
        JdbcConnections connections = new JdbcConnections(PostgresSettings.of(settings));
        StepJournal journal = journals.apply(connections);
        return new PostgresTarget(
                connections,
                journal,
                executors.apply(connections, journal),
                new PostgresTarget.Services(
                        services.dryRunners().apply(connections, journal),
                        services.backups().apply(connections, journal),
                        scratchCopies.create(new ScratchCopiesFactory.Source(settings, connections, journal), this),
                        services.requests().apply(connections, journal)));
    }
}
