package dev.lockstep.coordinator.plan;

/** JSON pointers, RFC 6901, as strings. */
final class Pointer {
    private Pointer() {}

    static String of(String parent, String member) {
        return parent + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    static String of(String parent, int index) {
        return parent + "/" + index;
    }

    static String parent(String pointer) {
        return pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
    }
}
