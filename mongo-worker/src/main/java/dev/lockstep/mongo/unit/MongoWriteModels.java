package dev.lockstep.mongo.unit;

import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Converts guarded changes to the statements of one write. Patches that compare and write the same values become one
 * statement with a list of {@code _id}s. The server still evaluates the guard for each document, and changes each
 * document atomically.
 */
final class MongoWriteModels {
    private static final String ID = "_id";

    private MongoWriteModels() {}

    static List<WriteModel<BsonDocument>> of(List<GuardedChange> changes) {
        List<WriteModel<BsonDocument>> models = new ArrayList<>();
        Map<Statement, List<BsonValue>> patches = new LinkedHashMap<>();
        for (GuardedChange change : changes) {
            switch (change) {
                case GuardedChange.Patch patch ->
                    patches.computeIfAbsent(Statement.of(patch), _ -> new ArrayList<>())
                            .add(patch.filter().get(ID, BsonNull.VALUE));
                case GuardedChange.Rewrite rewrite ->
                    models.add(new ReplaceOneModel<>(rewrite.filter(), rewrite.replacement()));
            }
        }
        patches.forEach((statement, ids) -> models.add(statement.forDocuments(ids)));
        return models;
    }

    /**
     * A patch without the {@code _id} of its document. Two statements are equal if they are identical, also in the types
     * of numbers and the order of fields.
     */
    private record Statement(BsonDocument condition, BsonDocument update) {
        private static Statement of(GuardedChange.Patch patch) {
            BsonDocument condition = new BsonDocument();
            condition.putAll(patch.filter());
            condition.remove(ID);
            return new Statement(condition, patch.update());
        }

        private WriteModel<BsonDocument> forDocuments(List<BsonValue> ids) {
            return ids.size() == 1
                    ? new UpdateOneModel<>(filter(ids.getFirst()), update)
                    : new UpdateManyModel<>(filter(new BsonDocument("$in", new BsonArray(ids))), update);
        }

        private BsonDocument filter(BsonValue id) {
            BsonDocument filter = new BsonDocument(ID, id);
            filter.putAll(condition);
            return filter;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Statement(BsonDocument otherCondition, BsonDocument otherUpdate)
                    && BsonIdentity.areIdentical(update, otherUpdate)
                    && BsonIdentity.areIdentical(condition, otherCondition);
        }

        @Override
        public int hashCode() {
            return 31 * condition.hashCode() + update.hashCode();
        }
    }
}
