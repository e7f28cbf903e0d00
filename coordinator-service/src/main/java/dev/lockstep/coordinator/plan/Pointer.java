package dev.lockstep.coordinator.plan;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** JSON pointers (RFC 6901) as strings. */
final class Pointer {
    private static final Pattern IN_STEP = Pattern.compile("^/spec/steps/\\d+/");

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

    /**
     * The path to a value in messages: from its step as in {@code operation.version}, or else from the root as in
     * {@code metadata.labels.team} and {@code spec.steps[0]}.
     */
    static String label(String pointer) {
        if (pointer.isEmpty()) {
            return "the plan";
        }
        String path = IN_STEP.matcher(pointer).replaceFirst("/");
        return Arrays.stream(path.substring(1).split("/", -1))
                .map(Pointer::segment)
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String segment(String escaped) {
        return isIndex(escaped) ? "[%s]".formatted(escaped) : "." + unescaped(escaped);
    }

    private static boolean isIndex(String name) {
        return name.matches("\\d+");
    }

    private static String unescaped(String name) {
        return name.replace("~1", "/").replace("~0", "~");
    }
}
