package dev.lockstep.mongo.rehearsal;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.ScratchHeartbeat;
import dev.lockstep.worker.StepContext;
import java.util.Optional;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonType;
import org.bson.conversions.Bson;

/**
 * The document in a copy that says whose copy it is, and until when it was in use by the server's clock. A database without
 * it is never deleted as an abandoned copy.
 */
final class MongoScratchMarker {
    private static final String ID = "copy";
    private static final String DATABASE = "database";
    private static final String TARGET = "target";
    private static final String MIGRATION = "migration";
    private static final String DISPATCH = "dispatch";
    private static final String CREATED_AT = "createdAt";
    private static final String USED_AT = "usedAt";
    private static final String DELETED = "deleted";

    private final MongoTargetDatabase copy;

    /** @param copy the database of the copy */
    MongoScratchMarker(MongoTargetDatabase copy) {
        this.copy = copy;
    }

    /**
     * The content of a marker.
     *
     * @param usedAt when the copy was in use for the last time
     */
    record Marker(String target, String migration, long dispatch, BsonDateTime usedAt) {
        boolean isOf(TargetName name) {
            return target.equals(name.toString());
        }

        /** Whether the copy is of an earlier attempt of the same rehearsal. */
        boolean isReplacedBy(MigrationId ofMigration, DispatchNumber ofDispatch) {
            return migration.equals(ofMigration.toString()) && dispatch <= ofDispatch.value();
        }

        boolean isAbandonedAt(BsonDateTime now) {
            return now.getValue() - usedAt.getValue() > ScratchHeartbeat.ABANDONED_AFTER.toMillis();
        }
    }

    void write(TargetName target, StepContext context) {
        BsonDateTime now = copy.serverTime();
        collection()
                .insertOne(new BsonDocument("_id", new BsonString(ID))
                        .append(DATABASE, new BsonString(copy.name()))
                        .append(TARGET, new BsonString(target.toString()))
                        .append(
                                MIGRATION,
                                new BsonString(context.key().migration().toString()))
                        .append(DISPATCH, new BsonInt64(context.dispatch().value()))
                        .append(CREATED_AT, now)
                        .append(USED_AT, now));
    }

    /** Returns false if the copy is deleted, or another worker has begun to delete it. */
    boolean refresh() {
        return collection()
                        .updateOne(
                                Filters.and(idFilter(), Filters.exists(DELETED, false)),
                                Updates.set(USED_AT, copy.serverTime()))
                        .getMatchedCount()
                == 1;
    }

    /** Returns the marker; empty if there is none, or if it is a copy of that of another database. */
    Optional<Marker> read() {
        return Optional.ofNullable(collection()
                        .find(Filters.and(idFilter(), typesFilter()))
                        .first())
                .map(found -> new Marker(
                        found.getString(TARGET).getValue(),
                        found.getString(MIGRATION).getValue(),
                        found.getInt64(DISPATCH).getValue(),
                        found.getDateTime(USED_AT)));
    }

    /** Deletes the copy, unless it was used after the marker was read. */
    boolean deleteCopy(Marker read) {
        boolean isUnchanged = collection()
                        .updateOne(
                                Filters.and(idFilter(), Filters.eq(USED_AT, read.usedAt())),
                                Updates.set(DELETED, new BsonString("true")))
                        .getMatchedCount()
                == 1;
        if (isUnchanged) {
            copy.drop();
        }
        return isUnchanged;
    }

    /** A document of somebody else need not have the fields. */
    private static Bson typesFilter() {
        return Filters.and(
                Filters.type(TARGET, BsonType.STRING),
                Filters.type(MIGRATION, BsonType.STRING),
                Filters.type(DISPATCH, BsonType.INT64),
                Filters.type(USED_AT, BsonType.DATE_TIME));
    }

    private Bson idFilter() {
        return Filters.and(Filters.eq(ID), Filters.eq(DATABASE, copy.name()));
    }

    private MongoCollection<BsonDocument> collection() {
        return copy.collection(JournalNames.REHEARSAL);
    }
}
