package dev.lockstep.cli.demo;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.stack.digest.DigestComparison;
import java.io.PrintStream;
import java.util.SequencedMap;

/** Prints titles, digests and unexpected states. */
final class DemoOutput {

    private static final int MAX_SHOWN_DIFFERENCES = 10;
    private static final int SHOWN_DIGEST_DIGITS = 16;

    private final PrintStream out;

    DemoOutput(PrintStream out) {
        this.out = out;
    }

    PrintStream stream() {
        return out;
    }

    void printTitle(String text) {
        out.println();
        out.println(text);
        out.println("-".repeat(text.length()));
    }

    /** Prints what differs between two readings of the stores. */
    void printDifferences(SequencedMap<String, DigestComparison> comparisons) {
        out.println();
        out.println("Differences in the stores before and after:");
        comparisons.forEach((target, comparison) -> {
            out.println(target);
            comparison.summary().forEach(line -> out.println("  " + line));
            if (comparison.isEqual()) {
                out.println("  no differences");
            }
            printExpired(comparison);
        });
    }

    /** Prints the digests of the stores, and returns whether they are equal. */
    boolean printDigests(SequencedMap<String, DigestComparison> comparisons) {
        out.println();
        out.println("Digests of the stores before and after:");
        comparisons.forEach(this::printDigest);
        return comparisons.values().stream().allMatch(DigestComparison::isEqual);
    }

    private void printDigest(String target, DigestComparison comparison) {
        out.printf(
                "  %-14s before %s...  after %s...  %s%n",
                target,
                comparison.before().substring(0, SHOWN_DIGEST_DIGITS),
                comparison.after().substring(0, SHOWN_DIGEST_DIGITS),
                comparison.isEqual() ? "equal" : "DIFFERENT");
        printExpired(comparison);
        comparison.differences().stream()
                .limit(MAX_SHOWN_DIFFERENCES)
                .forEach(difference -> out.println("    " + difference));
    }

    private void printExpired(DigestComparison comparison) {
        if (comparison.expired() > 0) {
            out.printf("  (%,d keys expired in the meantime and are not compared)%n", comparison.expired());
        }
    }

    /** Prints the state if it is not the expected one. */
    boolean checkState(MigrationView ended, String expected) {
        boolean isExpected = ended.state().equals(expected);
        if (!isExpected) {
            out.printf("Migration %s is %s, expected %s%n", ended.name(), ended.state(), expected);
        }
        return isExpected;
    }
}
