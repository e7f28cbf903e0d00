package dev.lockstep.cli.demo;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.PlanFile;
import dev.lockstep.cli.follow.MigrationFollower;
import dev.lockstep.cli.follow.OutputKind;
import dev.lockstep.stack.demo.DemoData;
import dev.lockstep.stack.digest.DigestComparison;
import dev.lockstep.stack.service.LocalSystem;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.SequencedMap;

/** Runs the two plans of the demo on a running system with empty stores. */
public final class Demo {

    private static final int MAX_SHOWN_DIFFERENCES = 10;
    private static final int SHOWN_DIGEST_DIGITS = 16;

    private final LocalSystem system;
    private final Path examples;
    private final PrintStream out;
    private final CoordinatorClient coordinator;

    public Demo(LocalSystem system, CoordinatorClient coordinator, Path examples, PrintStream out) {
        this.system = system;
        this.examples = examples;
        this.out = out;
        this.coordinator = coordinator;
    }

    /** Returns whether both plans ended as expected. */
    public boolean run() {
        seed();
        boolean completed = runCompletingPlan();
        boolean rolledBack = runFailingPlan();
        return completed && rolledBack;
    }

    private void seed() {
        printTitle("Sample data");
        DemoData.seed(system.mainPostgres(), system.mainMongoUri(), system.mainRedisUri());
        StoreDigests.read(system).byTarget().forEach((target, digest) -> {
            out.println(target);
            digest.summary().forEach(line -> out.println("  " + line));
        });
    }

    private boolean runCompletingPlan() {
        printTitle("Plan 1, examples/sop.yaml: changes PostgreSQL, MongoDB and Redis, and completes");
        StoreDigests before = StoreDigests.read(system);
        MigrationView ended = runPlan("sop.yaml");
        out.println();
        out.println("Differences in the stores before and after:");
        before.compareWith(StoreDigests.read(system)).forEach(this::printDifferences);
        return checkState(ended, "COMPLETED");
    }

    private boolean runFailingPlan() {
        printTitle("Plan 2, examples/third-store-fails.yaml: fails in Redis, and is rolled back in all stores");
        StoreDigests before = StoreDigests.read(system);
        MigrationView ended = runPlan("third-store-fails.yaml");
        out.println();
        out.println("Digests of the stores before and after:");
        SequencedMap<String, DigestComparison> comparisons = before.compareWith(StoreDigests.read(system));
        comparisons.forEach(this::printDigests);
        boolean isEqual = comparisons.values().stream().allMatch(DigestComparison::isEqual);
        return checkState(ended, "ROLLED_BACK") && isEqual;
    }

    private MigrationView runPlan(String example) {
        MigrationView submitted = coordinator.submit(new PlanFile(examples.resolve(example)));
        return MigrationFollower.on(coordinator, out, OutputKind.ofThisProcess())
                .awaitOutcome(submitted);
    }

    private void printDifferences(String target, DigestComparison comparison) {
        out.println(target);
        comparison.summary().forEach(line -> out.println("  " + line));
        if (comparison.isEqual()) {
            out.println("  no differences");
        }
        printExpired(comparison);
    }

    private void printDigests(String target, DigestComparison comparison) {
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

    private boolean checkState(MigrationView ended, String expected) {
        boolean isExpected = ended.state().equals(expected);
        if (!isExpected) {
            out.printf("Migration %s is %s, expected %s%n", ended.name(), ended.state(), expected);
        }
        return isExpected;
    }

    private void printTitle(String text) {
        out.println();
        out.println(text);
        out.println("-".repeat(text.length()));
    }
}
