package dev.lockstep.example.store;

import java.util.Optional;

/**
 * A row, document or key that was read as the API reads it.
 *
 * @param name names it for a person, such as {@code conversation session-3 of user 3}
 * @param problem what was found and what was expected, if the unit is valid in neither form
 */
public record SampledUnit(String name, Form form, Optional<String> problem) {

    public static SampledUnit valid(String name, Form form) {
        return new SampledUnit(name, form, Optional.empty());
    }

    public static SampledUnit invalid(String name, Form form, String problem) {
        return new SampledUnit(name, form, Optional.of(problem));
    }
}
