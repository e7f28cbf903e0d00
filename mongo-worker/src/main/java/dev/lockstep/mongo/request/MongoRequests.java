package dev.lockstep.mongo.request;

import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.mongo.journal.MongoJournalRemoval;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.TargetRequests;
import java.util.List;

/** Answers requests about one MongoDB database. */
public final class MongoRequests implements TargetRequests {
    private final MongoTargetDatabase database;

    public MongoRequests(MongoTargetDatabase database) {
        this.database = database;
    }

    @Override
    public List<String> types() {
        return List.of(
                TargetRequest.SchemaVersions.TYPE,
                TargetRequest.Drift.TYPE,
                TargetRequest.Reidentify.TYPE,
                TargetRequest.Uninstall.TYPE);
    }

    @Override
    public UninstallResult uninstall(TargetRequest.Uninstall request) {
        return MongoJournalRemoval.run(database, request.dryRun());
    }

    @Override
    public SchemaVersionsResult schemaVersions(TargetRequest.SchemaVersions request) {
        return new MongoSchemaVersions(database, request, System.nanoTime()).count();
    }
}
