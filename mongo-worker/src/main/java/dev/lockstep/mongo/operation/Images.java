package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.journal.UnitRow;
import dev.lockstep.worker.DispatchSuperseded;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;

/**
 * What the update makes of some documents.
 *
 * @param rows the documents that it changes, numbered from 0
 * @param unchanged those that it leaves as they are
 * @param filterSurvives whether one that it changes was seen to match the filter still
 */
record Images(List<UnitRow> rows, List<BsonDocument> unchanged, boolean filterSurvives) {
    private static final Images NONE = new Images(List.of(), List.of(), false);

    /** Asks for no more than the images. */
    static Images of(List<BsonDocument> documents, UpdateSite site) {
        return of(documents, site, false);
    }

    /** Asks also whether any that is changed matches the filter still. */
    static Images andWhatMatches(List<BsonDocument> documents, UpdateSite site) {
        return of(documents, site, true);
    }

    private static Images of(List<BsonDocument> documents, UpdateSite site, boolean andWhatMatches) {
        if (documents.isEmpty()) {
            return NONE;
        }
        DocumentsById after = site.scratch().after(documents);
        if (after.size() < documents.size()) {
            throw new DispatchSuperseded(
                    site.context().key(), site.context().dispatch(), "its scratch collection was dropped");
        }
        List<UnitRow> rows = new ArrayList<>();
        List<BsonDocument> unchanged = new ArrayList<>();
        for (BsonDocument document : documents) {
            TouchedFields touched =
                    touched(document, after.getOrDefault(document.get("_id", BsonNull.VALUE), document), site.update());
            if (touched.isEmpty()) {
                unchanged.add(document);
            } else {
                rows.add(row(document, touched, rows.size()));
            }
        }
        boolean survives = andWhatMatches && survives(rows, site.scratch().stillMatching());
        site.scratch().clear();
        return new Images(rows, unchanged, survives);
    }

    // On insert a server puts its clock into an empty top-level timestamp, and so into the copy.
    private static TouchedFields touched(BsonDocument document, BsonDocument after, ParsedUpdate update) {
        Set<String> named = update.namedFields();
        document.forEach((name, value) -> {
            if (value.isTimestamp() && value.asTimestamp().getValue() == 0 && !named.contains(name)) {
                after.put(name, value);
            }
        });
        return TouchedFields.between(document, after);
    }

    private static UnitRow row(BsonDocument document, TouchedFields touched, int number) {
        BsonValue id = document.get("_id", BsonNull.VALUE);
        for (String name : touched.names()) {
            if (!FieldNames.canBeAsked(name)) {
                throw UnitRefused.of(
                        "field-name",
                        "document %s: the update touches the field \"%s\", and a name that is empty or has a dot or a $ cannot be guarded"
                                .formatted(Shown.id(id), name));
            }
        }
        if (!DocumentSize.fitsTwice(touched.before()) || !DocumentSize.fitsTwice(touched.after())) {
            throw UnitRefused.of(
                    "document-too-large",
                    "document %s: the touched fields take %d bytes before and %d after, and more than %d cannot be journaled and guarded in one write"
                            .formatted(
                                    Shown.id(id),
                                    DocumentSize.of(touched.before()),
                                    DocumentSize.of(touched.after()),
                                    DocumentSize.HALF));
        }
        return new UnitRow(
                id,
                number,
                touched.before(),
                touched.after(),
                List.copyOf(document.keySet()),
                DocumentSize.of(document));
    }

    private static boolean survives(List<UnitRow> rows, DocumentsById stillMatching) {
        return rows.stream().map(UnitRow::id).anyMatch(stillMatching::contains);
    }
}
