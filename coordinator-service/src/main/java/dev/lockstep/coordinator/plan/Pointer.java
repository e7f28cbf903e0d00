package dev.lockstep.coordinator.plan;

/** JSON pointers (RFC 6901) as strings. */
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

    /** The name of what a pointer points to, for messages: a member, an element of a list, or the plan. */
    static String label(String pointer) {
        if (pointer.isEmpty()) {
            return "the plan";
        }
        String last = pointer.substring(pointer.lastIndexOf('/') + 1);
        return last.matches("\\d+")
                ? "%s[%s]".formatted(label(parent(pointer)), last)
                : last.replace("~1", "/").replace("~0", "~");
    }
}
