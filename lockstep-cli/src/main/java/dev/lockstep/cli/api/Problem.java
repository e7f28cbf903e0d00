package dev.lockstep.cli.api;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why the coordinator refused, as RFC 9457 says it. */
record Problem(@Nullable String title, int status, @Nullable String detail, @Nullable List<Mistake> errors) {

    /** One thing that is wrong, where it stands in the text, and what to do about it. */
    record Mistake(
            @Nullable String pointer,
            @Nullable Integer line,
            @Nullable Integer column,
            @Nullable String message,
            @Nullable String hint) {

        String told(String file) {
            String place = line == null ? file : file + ":" + line + ":" + (column == null ? 1 : column);
            String inPlan = pointer == null || pointer.isEmpty() ? "" : " " + pointer;
            String remedy = hint == null ? "" : "\n      " + hint;
            return "  " + place + inPlan + "\n      " + message + remedy;
        }
    }

    /** The whole story, with places in the file that was sent. */
    String told(String file) {
        String head = Stream.of(title, detail)
                .filter(part -> part != null && !part.isBlank())
                .distinct()
                .collect(Collectors.joining(": "));
        List<Mistake> mistakes = errors == null ? List.of() : errors;
        return Stream.concat(
                        Stream.of((head.isEmpty() ? "refused" : head) + " (" + status + ")"),
                        mistakes.stream().map(mistake -> mistake.told(file)))
                .collect(Collectors.joining("\n"));
    }
}
