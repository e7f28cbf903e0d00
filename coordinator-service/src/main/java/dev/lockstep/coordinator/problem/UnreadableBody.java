package dev.lockstep.coordinator.problem;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says of a body what is wrong with it, and where, without a word about the types that it was to become. */
final class UnreadableBody {
    private UnreadableBody() {}

    static Mistake mistake(JacksonException cause) {
        Place place = place(cause.getLocation());
        String pointer = pointer(cause.getPath());
        return switch (cause) {
            case UnrecognizedPropertyException unknown ->
                Mistake.at(
                        pointer,
                        place,
                        "%s is not known here".formatted(unknown.getPropertyName()),
                        "take it out; known are %s".formatted(unknown.getKnownPropertyIds()));
            case MismatchedInputException mismatch -> {
                String wanted = mismatch.getTargetType() == String.class ? "a text" : "an object";
                yield Mistake.at(pointer, place, "it is not %s".formatted(wanted), "send %s".formatted(wanted));
            }
            default -> Mistake.at(pointer, place, cause.getOriginalMessage(), "mend the JSON at this place");
        };
    }

    private static Place place(TokenStreamLocation at) {
        return at == null ? Place.START : new Place(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
    }

    private static String pointer(List<JacksonException.Reference> path) {
        return path.stream()
                .map(part -> part.getPropertyName() == null ? String.valueOf(part.getIndex()) : part.getPropertyName())
                .map(part -> "/" + part.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }
}
