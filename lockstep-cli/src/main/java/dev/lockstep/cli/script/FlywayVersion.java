package dev.lockstep.cli.script;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version as Flyway compares it: number by number, without zeros at the end.
 *
 * @param text as in the name of the file
 */
record FlywayVersion(String text, List<BigInteger> numbers) implements Comparable<FlywayVersion> {
    private static final Pattern SYNTAX = Pattern.compile("\\d+([._]\\d+)*");
    private static final int MAX_LENGTH = 50;

    static Optional<FlywayVersion> of(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(new FlywayVersion(text, numbers(text))) : Optional.empty();
    }

    private static List<BigInteger> numbers(String text) {
        List<BigInteger> numbers = new ArrayList<>();
        for (String part : text.split("[._]", -1)) {
            numbers.add(new BigInteger(part));
        }
        while (!numbers.isEmpty() && numbers.getLast().signum() == 0) {
            numbers.removeLast();
        }
        return List.copyOf(numbers);
    }

    /** Why a step cannot have this version; empty if it can. */
    Optional<Finding> refusal() {
        if (numbers.isEmpty()) {
            return Optional.of(Finding.refused(
                    1,
                    "version %s equals 0, the version of the baseline".formatted(text),
                    "give it a version above 0"));
        }
        return text.length() > MAX_LENGTH
                ? Optional.of(Finding.refused(
                        1,
                        "the version has %d characters; the limit is %d".formatted(text.length(), MAX_LENGTH),
                        "give it a shorter version"))
                : Optional.empty();
    }

    @Override
    public int compareTo(FlywayVersion other) {
        int common = Math.min(numbers.size(), other.numbers.size());
        for (int index = 0; index < common; index++) {
            int result = numbers.get(index).compareTo(other.numbers.get(index));
            if (result != 0) {
                return result;
            }
        }
        return Integer.compare(numbers.size(), other.numbers.size());
    }
}
