package dev.lockstep.example.smoke;

import dev.lockstep.example.store.SampledUnit;
import dev.lockstep.example.store.StoreSample;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Decides what is wrong with a sample. */
final class SmokeRules {

    private SmokeRules() {}

    /** Returns the first problem with what was found and expected, and how many more there are. Empty if there is none. */
    static List<String> problems(String units, StoreSample sample, ExpectedForm expected) {
        if (sample.units().isEmpty()) {
            return List.of("found no %s that can be read%s, expected at least one".formatted(units, skipped(sample)));
        }
        List<String> problems = Stream.concat(
                        sample.units().stream()
                                .flatMap(unit -> unit.problem().stream().map(problem -> unit.name() + ": " + problem)),
                        sample.units().stream()
                                .filter(unit -> !expected.accepts(unit.form()))
                                .map(unit -> wrongForm(unit, expected)))
                .toList();
        return shortened(problems);
    }

    private static String skipped(StoreSample sample) {
        return sample.skipped() == 0 ? "" : " (%d skipped)".formatted(sample.skipped());
    }

    private static String wrongForm(SampledUnit unit, ExpectedForm expected) {
        return "%s: found the %s form, expected the %s form".formatted(unit.name(), name(unit.form()), name(expected));
    }

    private static String name(Enum<?> form) {
        return form.name().toLowerCase(Locale.ROOT);
    }

    // Callers keep only the start of the answer, which should name every store.
    private static List<String> shortened(List<String> problems) {
        return problems.size() <= 1
                ? problems
                : List.of("%s (and %d more)".formatted(problems.getFirst(), problems.size() - 1));
    }
}
