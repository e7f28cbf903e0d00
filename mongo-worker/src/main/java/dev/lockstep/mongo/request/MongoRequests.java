package dev.lockstep.mongo.request;

import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.TargetRequest;
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
        return List.of(TargetRequest.SchemaVersions.TYPE, TargetRequest.Drift.TYPE);
    }

    @Override
    public SchemaVersionsResult schemaVersions(TargetRequest.SchemaVersions request) {
        return new MongoSchemaVersions(database, request, System.nanoTime()).count();
    }
}
