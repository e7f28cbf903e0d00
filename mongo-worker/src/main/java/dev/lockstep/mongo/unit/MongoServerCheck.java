package dev.lockstep.mongo.unit;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** Refuses servers on which a write of a unit cannot be guarded. */
final class MongoServerCheck {
    /** The wire version of MongoDB 4.2, the first that has the server's clock ({@code $$NOW}) in expressions. */
    private static final int OLDEST_WIRE_VERSION = 8;

    private MongoServerCheck() {}

    /**
     * Checks that the server is suitable.
     *
     * @param hello the server's response to {@code hello}
     */
    static void check(BsonDocument hello) {
        if (hello.getString("msg", new BsonString("")).getValue().equals("isdbgrid")) {
            throw OperationFailed.withoutEffect(
                    "sharded-cluster",
                    "the target is a sharded cluster (mongos), but there two documents can have the same _id; use a standalone server or a replica set");
        }
        int wireVersion = hello.getNumber("maxWireVersion", new BsonInt32(0)).intValue();
        if (wireVersion < OLDEST_WIRE_VERSION) {
            throw OperationFailed.withoutEffect(
                    "server-too-old",
                    "the server has wire version %d; at least %d is expected; upgrade it to MongoDB 4.2 or newer"
                            .formatted(wireVersion, OLDEST_WIRE_VERSION));
        }
        if (!hello.getBoolean("isWritablePrimary", BsonBoolean.FALSE).getValue()) {
            throw new OperationFailed(
                    new StepFailure.Unreachable("not-primary", "the server is not a writable primary"));
        }
    }
}
