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

    /** A short name of what a pointer points to, for messages: {@code operation.version} or {@code steps[0]}. */
    static String label(String pointer) {
        if (pointer.isEmpty()) {
            return "the plan";
        }
        String parent = parent(pointer);
        String name = name(pointer);
        return isIndex(name) || parent.isEmpty() ? indexed(pointer) : indexed(parent) + "." + name;
    }

    private static String indexed(String pointer) {
        String name = name(pointer);
        return isIndex(name) ? "%s[%s]".formatted(indexed(parent(pointer)), name) : name;
    }

    private static boolean isIndex(String name) {
        return name.matches("\\d+");
    }

    private static String name(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1)
                .replace("~1", "/")
                .replace("~0", "~");
    }
}
