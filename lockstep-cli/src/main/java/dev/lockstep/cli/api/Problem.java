package dev.lockstep.cli.api;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A problem details document (RFC 9457): why the coordinator refused a request. */
record Problem(@Nullable String title, int status, @Nullable String detail, @Nullable List<PlanError> errors) {

    /** One error of a plan: its position, what is wrong, and how to correct it. */
    record PlanError(
            @Nullable String pointer,
            @Nullable Integer line,
            @Nullable Integer column,
            @Nullable String message,
            @Nullable String hint) {

        String format(String file) {
            String position = line == null ? file : file + ":" + line + ":" + (column == null ? 1 : column);
            String path = pointer == null || pointer.isEmpty() ? "" : " " + pointer;
            String correction = hint == null ? "" : "\n      hint: " + hint;
            return "  " + position + path + "\n      " + message + correction;
        }
    }

    /**
     * Formats title, detail and all errors.
     *
     * @param file the plan's file, in front of the position of each error
     */
    String format(String file) {
        String head = Stream.of(title, detail)
                .filter(part -> part != null && !part.isBlank())
                .distinct()
                .collect(Collectors.joining(": "));
        List<PlanError> planErrors = errors == null ? List.of() : errors;
        return Stream.concat(
                        Stream.of((head.isEmpty() ? "request refused" : head) + " (" + status + ")"),
                        planErrors.stream().map(error -> error.format(file)))
                .collect(Collectors.joining("\n"));
    }
}
