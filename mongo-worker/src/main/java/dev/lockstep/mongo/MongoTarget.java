package dev.lockstep.mongo;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.backup.MongoBackups;
import dev.lockstep.mongo.journal.MongoStepJournal;
import dev.lockstep.mongo.operation.MongoDryRuns;
import dev.lockstep.mongo.operation.MongoRenameFieldExecutor;
import dev.lockstep.mongo.operation.MongoUpdateExecutor;
import dev.lockstep.mongo.rehearsal.MongoScratchCopies;
import dev.lockstep.mongo.rehearsal.MongoScratchServers;
import dev.lockstep.mongo.request.MongoRequests;
import dev.lockstep.mongo.target.MongoCheckRunner;
import dev.lockstep.mongo.target.MongoFailures;
import dev.lockstep.mongo.target.MongoHealthLimits;
import dev.lockstep.mongo.target.MongoHealthProbe;
import dev.lockstep.mongo.target.MongoTargetDatabase;
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
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** A MongoDB database as a target, with its journal, executors and checks. */
final class MongoTarget implements ConnectedTarget {
    private final MongoTargetDatabase database;
    private final TargetSettings settings;
    private final MongoScratchServers scratchServers;
    private final StepJournal journal;
    private final TargetHealth health;

    MongoTarget(MongoTargetDatabase database, TargetSettings settings, MongoScratchServers scratchServers) {
        this.database = database;
        this.settings = settings;
        this.scratchServers = scratchServers;
        this.journal = new MongoStepJournal(database);
        MongoHealthLimits limits = database.options().health();
        this.health = limits.common().health(limits.areSet() ? new MongoHealthProbe(database, limits) : null);
    }

    @Override
    public StepJournal journal() {
        return journal;
    }

    @Override
    public List<StepExecutor<?>> executors() {
        return List.of(new MongoUpdateExecutor(database), new MongoRenameFieldExecutor(database));
    }

    @Override
    public CheckRunner checks() {
        return new MongoCheckRunner(database);
    }

    @Override
    public DryRunner dryRunner() {
        return new IndependentDryRuns(new MongoDryRuns(database), MongoDryRuns::mayBuildOn, this::classify);
    }

    @Override
    public ScratchCopies scratchCopies() {
        return new MongoScratchCopies(settings.name(), database, scratchServers);
    }

    @Override
    public TargetBackups backups() {
        return new MongoBackups(database);
    }

    @Override
    public TargetRequests requests() {
        return new MongoRequests(database);
    }

    @Override
    public TargetHealth health() {
        return health;
    }

    @Override
    public Masking masking() {
        return database.options().masking();
    }

    @Override
    public String serverVersion() {
        return database.run(new BsonDocument("buildInfo", new BsonInt32(1)))
                .getString("version")
                .getValue();
    }

    @Override
    public StepFailure classify(RuntimeException thrown) {
        StepFailure failure = MongoFailures.classify(thrown);
        return failure.code().equals(MongoFailures.AUTHENTICATION_FAILED)
                ? settings.credentials().ofRefusedLogin(failure)
                : failure;
    }

    @Override
    public void close() {
        database.close();
    }
}
