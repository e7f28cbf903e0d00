package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.mongo.journal.MongoScratchCollections;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.unit.MongoUnitEngine;
import dev.lockstep.worker.IndependentDryRuns;
import dev.lockstep.worker.StepContext;

/** Finds out what an operation would change, with the planner of its apply. */
public final class MongoDryRuns implements IndependentDryRuns.StepDryRun {
    private final MongoTargetDatabase database;
    private final MongoUnitEngine engine;

    public MongoDryRuns(MongoTargetDatabase database) {
        this.database = database;
        this.engine = new MongoUnitEngine(database);
    }

    @Override
    public DryRunResult run(StepOperation operation, StepContext context) {
        MongoScratchCollections.dropOfDryRunsBelow(database, context.dispatch());
        return switch (mongo(operation)) {
            case MongoUpdate update -> run(ParsedUpdate.of(update), context);
            case MongoRenameField rename -> engine.dryRun(RenameFieldPlanner.of(rename), context);
        };
    }

    private DryRunResult run(ParsedUpdate update, StepContext context) {
        MongoScratchPlanner server = MongoScratchPlanner.forDryRun(database, update, context);
        return engine.dryRun(ConstantUpdatePlanner.orServer(update, server), context);
    }

    /** Whether both operations change documents of one collection. */
    public static boolean mayBuildOn(StepOperation operation, StepOperation earlier) {
        return collectionOf(mongo(operation)).equals(collectionOf(mongo(earlier)));
    }

    private static String collectionOf(MongoOperation operation) {
        return switch (operation) {
            case MongoUpdate update -> update.collection();
            case MongoRenameField rename -> rename.collection();
        };
    }

    private static MongoOperation mongo(StepOperation operation) {
        return switch (operation) {
            case MongoOperation mongo -> mongo;
            case PostgresOperation postgres -> throw otherKind(postgres);
            case RedisOperation redis -> throw otherKind(redis);
        };
    }

    private static IllegalArgumentException otherKind(StepOperation operation) {
        return new IllegalArgumentException("%s is not an operation of MongoDB".formatted(operation.type()));
    }
}
