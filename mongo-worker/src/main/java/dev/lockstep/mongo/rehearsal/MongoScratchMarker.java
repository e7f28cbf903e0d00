package dev.lockstep.mongo.rehearsal;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.ScratchMarker;
import dev.lockstep.worker.StepContext;
import java.time.Instant;
import java.util.Optional;
import org.bson.BsonBoolean;
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
                                Filters.and(idFilter(), Filters.exists(DELETED, false)), Updates.currentDate(USED_AT))
                        .getMatchedCount()
                == 1;
    }

    /** Returns the marker; empty if there is none, or if it is a copy of that of another database. */
    Optional<ScratchMarker> read() {
        return Optional.ofNullable(collection()
                        .find(Filters.and(idFilter(), typesFilter()))
                        .first())
                .map(found -> new ScratchMarker(
                        found.getString(TARGET).getValue(),
                        found.getString(MIGRATION).getValue(),
                        found.getInt64(DISPATCH).getValue(),
                        Instant.ofEpochMilli(found.getDateTime(USED_AT).getValue())));
    }

    /** Deletes the copy, unless it was used after the marker was read. */
    boolean deleteCopy(ScratchMarker read) {
        boolean isUnchanged = collection()
                        .updateOne(
                                Filters.and(
                                        idFilter(),
                                        Filters.eq(
                                                USED_AT,
                                                new BsonDateTime(read.usedAt().toEpochMilli()))),
                                Updates.set(DELETED, BsonBoolean.TRUE))
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
