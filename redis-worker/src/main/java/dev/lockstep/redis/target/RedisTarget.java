package dev.lockstep.redis.target;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.redis.backup.RedisBackups;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.journal.RedisStepJournal;
import dev.lockstep.redis.operation.RedisDryRuns;
import dev.lockstep.redis.operation.RedisExpireExecutor;
import dev.lockstep.redis.operation.RedisTransformExecutor;
import dev.lockstep.redis.rehearsal.RedisScratchCopies;
import dev.lockstep.redis.rehearsal.RedisScratchServers;
import dev.lockstep.redis.request.RedisRequests;
import dev.lockstep.redis.unit.RedisUnitEngine;
import dev.lockstep.redis.unit.UnitLimits;
import dev.lockstep.worker.CheckRunner;
import dev.lockstep.worker.ConnectedTarget;
import dev.lockstep.worker.DryRunner;
import dev.lockstep.worker.IndependentDryRuns;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.ScratchCopies;
import dev.lockstep.worker.StepExecutor;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.TargetBackups;
import dev.lockstep.worker.TargetHealth;
import dev.lockstep.worker.TargetRequests;
import dev.lockstep.worker.TargetSettings;
import java.util.List;
import java.util.Set;

/** One logical database of one Redis server. */
final class RedisTarget implements ConnectedTarget {
    private static final Set<String> REFUSED_LOGIN = Set.of("WRONGPASS", "NOAUTH");

    private final RedisConnections connections;
    private final TargetSettings settings;
    private final Masking masking;
    private final StepJournal journal;
    private final CheckRunner checks;
    private final List<StepExecutor<?>> executors;
    private final DryRunner dryRunner;
    private final TargetBackups backups;
    private final ScratchCopies scratchCopies;
    private final TargetRequests requests;
    private final TargetHealth health;

    RedisTarget(
            RedisConnections connections,
            TargetSettings settings,
            RedisTargetOptions options,
            RedisScratchServers scratchServers) {
        UnitLimits limits = options.limits();
        this.connections = connections;
        this.settings = settings;
        this.masking = options.masking();
        this.health = options.health()
                .common()
                .health(options.health().areSet() ? new RedisHealthProbe(connections, options.health()) : null);
        this.journal = new RedisStepJournal(connections);
        this.checks = new RedisCheckRunner(connections);
        RedisUnitEngine engine = new RedisUnitEngine(connections, limits);
        this.executors = List.of(new RedisTransformExecutor(engine), new RedisExpireExecutor(engine));
        this.dryRunner = new IndependentDryRuns(new RedisDryRuns(engine), RedisDryRuns::mayBuildOn, this::classify);
        this.backups = new RedisBackups(connections, limits);
        this.requests = new RedisRequests(connections, masking);
        this.scratchCopies = new RedisScratchCopies(settings, connections, limits, scratchServers);
    }

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
        return dryRunner;
    }

    @Override
    public ScratchCopies scratchCopies() {
        return scratchCopies;
    }

    @Override
    public TargetBackups backups() {
        return backups;
    }

    @Override
    public TargetRequests requests() {
        return requests;
    }

    @Override
    public TargetHealth health() {
        return health;
    }

    @Override
    public Masking masking() {
        return masking;
    }

    @Override
    public String serverVersion() {
        return connections.shared().displayVersion();
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        StepFailure failure = RedisFailures.classify(thrown);
        return REFUSED_LOGIN.contains(failure.code()) ? settings.credentials().ofRefusedLogin(failure) : failure;
    }

    @Override
    public void close() {
        connections.close();
    }
}
