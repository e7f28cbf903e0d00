package dev.lockstep.mongo.backup;

import dev.lockstep.contract.plan.MongoOperation;
import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepOperation;
import java.util.List;

/** The collections that steps touch. */
public final class TouchedCollections {
    private TouchedCollections() {}

    /** The names of the collections, in the order of the steps. */
    static List<String> of(List<Step> steps) {
        return steps.stream().map(TouchedCollections::collectionOf).distinct().toList();
    }

    /** The name of the collection that a step touches. */
    public static String collectionOf(Step step) {
        return switch (mongo(step.operation())) {
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
