package dev.lockstep.mongo.rehearsal;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.plan.Verification.Count;
import dev.lockstep.mongo.backup.TouchedCollections;
import dev.lockstep.mongo.operation.OperationFilters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;

/**
 * A collection that a copy has.
 *
 * @param filters the filters of the steps that change its documents, in the order of the steps
 */
record CopiedCollection(String name, List<BsonDocument> filters) {
    /** Returns the collections that the steps and their checks name, those of the steps first. */
    static List<CopiedCollection> of(List<Step> steps) {
        Map<String, List<BsonDocument>> filters = new LinkedHashMap<>();
        steps.forEach(step -> filters.computeIfAbsent(TouchedCollections.collectionOf(step), _ -> new ArrayList<>())
                .add(OperationFilters.of(step.operation())));
        steps.stream()
                .flatMap(step -> step.verify().stream())
                .flatMap(CopiedCollection::collectionOf)
                .forEach(name -> filters.putIfAbsent(name, List.of()));
        return filters.entrySet().stream()
                .map(entry -> new CopiedCollection(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    private static Stream<String> collectionOf(Verification check) {
        return check.count() instanceof Count.Documents documents ? Stream.of(documents.collection()) : Stream.of();
    }

    /**
     * Returns queries for all documents, each document by one of them: first those that match the filter of a step, then
     * the others.
     */
    List<BsonDocument> queries() {
        List<BsonDocument> queries = new ArrayList<>();
        for (int number = 0; number < filters.size(); number++) {
            queries.add(and(filters.get(number), noneOf(filters.subList(0, number))));
        }
        queries.add(noneOf(filters));
        return queries;
    }

    private static BsonDocument and(BsonDocument filter, BsonDocument other) {
        return other.isEmpty() ? filter : new BsonDocument("$and", new BsonArray(List.of(filter, other)));
    }

    private static BsonDocument noneOf(List<BsonDocument> earlier) {
        return earlier.isEmpty() ? new BsonDocument() : new BsonDocument("$nor", new BsonArray(earlier));
    }
}
