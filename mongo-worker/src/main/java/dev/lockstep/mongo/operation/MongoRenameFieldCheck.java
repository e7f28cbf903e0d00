package dev.lockstep.mongo.operation;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.conversions.Bson;

/** Looks for matching documents whose field cannot be renamed, before anything is changed. */
final class MongoRenameFieldCheck {
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private final MongoTargetDatabase database;
    private final RenameFieldPlanner planner;

    MongoRenameFieldCheck(MongoTargetDatabase database, RenameFieldPlanner planner) {
        this.database = database;
        this.planner = planner;
    }

    /** @throws dev.lockstep.worker.OperationFailed if the field of a matching document cannot be renamed */
    void run() {
        List<Bson> obstacles = obstacles();
        if (obstacles.isEmpty()) {
            return;
        }
        Bson query = Filters.and(planner.filter(), Filters.or(obstacles));
        try (MongoCursor<RawBsonDocument> candidates = database.collectionForScans(planner.collection())
                .withDocumentClass(RawBsonDocument.class)
                .find(query)
                .iterator()) {
            candidates.forEachRemaining(this::check);
        }
    }

    // The query also matches documents whose field can be renamed, because a condition looks into arrays.
    private void check(RawBsonDocument candidate) {
        // An apply refuses a document that needs more memory.
        if (BsonHeap.of(candidate) <= BsonHeap.MAX_DOCUMENT_BYTES) {
            planner.rename().applyTo(candidate.decode(CODEC));
        }
    }

    private List<Bson> obstacles() {
        FieldRename rename = planner.rename();
        List<Bson> obstacles = new ArrayList<>();
        rename.from().parentPaths().forEach(parent -> obstacles.add(isArray(parent)));
        rename.to().parentPaths().forEach(parent -> obstacles.add(isNotADocument(parent)));
        if (rename.existing() == ExistingFields.FAIL) {
            obstacles.add(Filters.exists(rename.to().toString()));
        }
        return obstacles;
    }

    private static Bson isArray(String path) {
        return Filters.type(path, BsonType.ARRAY);
    }

    private static Bson isNotADocument(String path) {
        return Filters.or(
                isArray(path), Filters.and(Filters.exists(path), Filters.not(Filters.type(path, BsonType.DOCUMENT))));
    }
}
