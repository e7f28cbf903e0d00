package dev.lockstep.mongo.request;

import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Sorts;
import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult.VersionSource;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.VersionGroups;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Counts the documents of each collection by their field {@code schemaVersion}, with one aggregation per collection. */
final class MongoSchemaVersions {
    private static final String FIELD = "schemaVersion";
    private static final String UNITS = "units";
    // Versions beyond the limit of the result only tell that the field is no version.
    private static final int MAX_VERSIONS = 1_000;

    private final MongoTargetDatabase database;
    private final TargetRequest.SchemaVersions request;
    private final long startNanos;
    private final boolean masked;
    private final VersionGroups groups;

    MongoSchemaVersions(MongoTargetDatabase database, TargetRequest.SchemaVersions request, long startNanos) {
        this.database = database;
        this.request = request;
        this.startNanos = startNanos;
        this.masked = database.options().masking().masksField(FIELD);
        this.groups = new VersionGroups(startNanos);
    }

    SchemaVersionsResult count() {
        List<String> names = database.plainCollectionNames().stream()
                .filter(name -> !JournalNames.isReserved(name))
                .sorted()
                .toList();
        if (names.size() > SchemaVersionsResult.MAX_GROUPS) {
            groups.incomplete("the database has %d collections; the first %d are counted"
                    .formatted(names.size(), SchemaVersionsResult.MAX_GROUPS));
        }
        countAll(names.stream().limit(SchemaVersionsResult.MAX_GROUPS).toList());
        return groups.result();
    }

    private void countAll(List<String> names) {
        for (int index = 0; index < names.size(); index++) {
            Duration remaining = request.timeLimit().minusNanos(System.nanoTime() - startNanos);
            if (!remaining.isPositive() || !isCounted(names.get(index), remaining)) {
                groups.incomplete("the time limit of %d s was reached before %d collections were counted, from %s on"
                        .formatted(request.timeLimit().toSeconds(), names.size() - index, names.get(index)));
                return;
            }
        }
    }

    private boolean isCounted(String name, Duration remaining) {
        try {
            count(name, database.collection(name, remaining));
            return true;
        } catch (MongoOperationTimeoutException | MongoExecutionTimeoutException _timeout) {
            return false;
        }
    }

    private void count(String name, MongoCollection<BsonDocument> collection) {
        List<BsonDocument> found = collection.aggregate(stages()).into(new ArrayList<>());
        groups.add(name, VersionSource.FIELD);
        long units = 0;
        for (BsonDocument version : found) {
            long count = version.getNumber(UNITS).longValue();
            units += count;
            groups.add(name, VersionSource.FIELD, text(version.get("_id", BsonNull.VALUE)), count);
        }
        if (request.sample() != null && units >= request.sample()) {
            groups.markPart(name, VersionSource.FIELD);
        }
        if (found.size() == MAX_VERSIONS) {
            groups.markPart(name, VersionSource.FIELD);
            groups.note("collection %s has at least %d values of schemaVersion; the rarest are not counted"
                    .formatted(name, MAX_VERSIONS));
        }
    }

    private List<Bson> stages() {
        List<Bson> stages = new ArrayList<>();
        if (request.sample() != null) {
            stages.add(Aggregates.sample((int) Math.min(request.sample(), Integer.MAX_VALUE)));
        }
        stages.add(Aggregates.group("$" + FIELD, Accumulators.sum(UNITS, 1L)));
        stages.add(Aggregates.sort(Sorts.descending(UNITS)));
        stages.add(Aggregates.limit(MAX_VERSIONS));
        return stages;
    }

    private @Nullable String text(BsonValue version) {
        if (version.isNull() || version.getBsonType() == BsonType.UNDEFINED) {
            return null;
        }
        if (masked) {
            return Masking.MASK;
        }
        return switch (version.getBsonType()) {
            case INT32 -> String.valueOf(version.asInt32().getValue());
            case INT64 -> String.valueOf(version.asInt64().getValue());
            case DOUBLE -> ofDouble(version.asDouble().getValue());
            case DECIMAL128 -> version.asDecimal128().getValue().toString();
            case STRING -> "\"%s\"".formatted(version.asString().getValue());
            default -> version.getBsonType().name().toLowerCase(Locale.ROOT);
        };
    }

    // MongoDB counts 1 and 1.0 as the same value.
    private static String ofDouble(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
