package dev.lockstep.benchmark;

/** Names in MongoDB's connection strings. */
final class MongoDatabases {

    private MongoDatabases() {}

    static String nameIn(String uri) {
        return uri.substring(uri.lastIndexOf('/') + 1);
    }
}
