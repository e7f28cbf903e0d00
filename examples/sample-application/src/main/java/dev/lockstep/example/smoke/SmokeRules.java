package dev.lockstep.example.smoke;

import dev.lockstep.example.store.SampledUnit;
import dev.lockstep.example.store.StoreSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Decides what is wrong with a sample. */
final class SmokeRules {

    private static final int MAX_PROBLEMS = 3;

    private SmokeRules() {}

    /** Returns what was found and what was expected. Empty if the sample is as expected. */
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

    private static List<String> shortened(List<String> problems) {
        if (problems.size() <= MAX_PROBLEMS) {
            return problems;
        }
        List<String> first = new ArrayList<>(problems.subList(0, MAX_PROBLEMS));
        first.add("and %d more".formatted(problems.size() - MAX_PROBLEMS));
        return first;
    }
}
