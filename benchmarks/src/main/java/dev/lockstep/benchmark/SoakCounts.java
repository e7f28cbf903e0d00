package dev.lockstep.benchmark;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The actions of a load that ended as expected and those that did not. */
final class SoakCounts {
    private final Map<SoakAction, Integer> expected = new EnumMap<>(SoakAction.class);
    private int wrong;
    private Optional<String> firstWrong = Optional.empty();

    void addExpected(SoakAction action) {
        expected.merge(action, 1, Integer::sum);
    }

    void addWrong(SoakAction action, RuntimeException failure) {
        wrong++;
        if (firstWrong.isEmpty()) {
            firstWrong = Optional.of("%s: %s".formatted(action.label(), failure));
        }
    }

    int total() {
        return wrong + expected.values().stream().mapToInt(Integer::intValue).sum();
    }

    int wrong() {
        return wrong;
    }

    /** The first action with another end, and what was found. */
    Optional<String> firstWrong() {
        return firstWrong;
    }

    void print(ResultTable results) {
        for (SoakAction action : SoakAction.values()) {
            results.add("  " + action.label(), expected.getOrDefault(action, 0), "");
        }
        results.add("  another end than expected", wrong, "");
    }
}
