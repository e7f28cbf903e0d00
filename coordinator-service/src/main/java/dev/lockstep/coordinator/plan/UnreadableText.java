package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.problem.Mistake;
import dev.lockstep.coordinator.problem.Place;

/** The text is neither YAML nor JSON that a plan could be in; thrown from the depth of reading, a value outside. */
final class UnreadableText extends RuntimeException {
    private final Mistake mistake;

    UnreadableText(String pointer, Place place, String message, String hint) {
        super(message);
        this.mistake = Mistake.at(pointer, place, message, hint);
    }

    static UnreadableText tooDeep(Place place, int levels) {
        return new UnreadableText("", place, "it is nested deeper than %d levels".formatted(levels), "flatten it");
    }

    Mistake mistake() {
        return mistake;
    }
}
