package dev.lockstep.example.conversation;

/** The versions of conversations that this application can read. */
final class SchemaVersion {

    /** Of a document without a version. */
    static final int NONE = 0;

    static final int WRITTEN = 1;
    static final int NEWEST = 2;

    private SchemaVersion() {}

    static boolean isKnown(int version) {
        return version >= WRITTEN && version <= NEWEST;
    }
}
