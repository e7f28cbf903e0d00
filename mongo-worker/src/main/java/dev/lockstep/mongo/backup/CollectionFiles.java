package dev.lockstep.mongo.backup;

/**
 * The names of the two files of a collection: its documents, as a sequence of BSON, and its metadata. The names have the
 * position of the collection, because the name of a collection can have any characters.
 *
 * @param number position of the collection among the touched ones, from 1
 */
record CollectionFiles(int number) {
    String documents() {
        return "c%04d.bson.gz".formatted(number);
    }

    String metadata() {
        return "c%04d.metadata.json.gz".formatted(number);
    }
}
