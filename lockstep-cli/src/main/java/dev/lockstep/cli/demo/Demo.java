package dev.lockstep.cli.demo;

import dev.lockstep.cli.api.Coordinator;
import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.PlanFile;
import dev.lockstep.cli.follow.Follower;
import dev.lockstep.cli.follow.OutputKind;
import dev.lockstep.stack.demo.DemoData;
import dev.lockstep.stack.digest.DigestComparison;
import dev.lockstep.stack.service.LocalSystem;
import dev.lockstep.stack.service.LockstepService;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.SequencedMap;

/** Both runs of the demo on a system that is up and whose stores are empty. */
public final class Demo {

    private static final int SHOWN_DIFFERENCES = 10;
    private static final int SHOWN_DIGITS = 16;

    private final LocalSystem system;
    private final Path examples;
    private final PrintStream out;
    private final Coordinator coordinator;

    public Demo(LocalSystem system, Path examples, PrintStream out) {
        this.system = system;
        this.examples = examples;
        this.out = out;
        this.coordinator =
                new Coordinator(system.service(LockstepService.COORDINATOR).url());
    }

    /** Whether both runs ended as they must. */
    public boolean run() {
        seed();
        boolean completed = runToCompletion();
        boolean rolledBack = runToRollback();
        return completed && rolledBack;
    }

    private void seed() {
        title("The stores as the procedure finds them");
        DemoData.seed(system.mainPostgres(), system.mainMongoUri(), system.mainRedisUri());
        Stores.read(system).byTarget().forEach((target, digest) -> {
            out.println(target);
            digest.summary().forEach(line -> out.println("  " + line));
        });
    }

    private boolean runToCompletion() {
        title("sop.yaml: the procedure's changes, all of them, in three stores");
        Stores before = Stores.read(system);
        MigrationView ended = follow("sop.yaml");
        out.println();
        out.println("What is different in the stores now, by reading them before and after:");
        before.comparedTo(Stores.read(system)).forEach(this::tellChanges);
        return endedAs(ended, "COMPLETED");
    }

    private boolean runToRollback() {
        title("third-store-fails.yaml: PostgreSQL and MongoDB go well, Redis does not");
        Stores before = Stores.read(system);
        MigrationView ended = follow("third-store-fails.yaml");
        out.println();
        out.println("The stores before and after:");
        SequencedMap<String, DigestComparison> comparisons = before.comparedTo(Stores.read(system));
        comparisons.forEach(this::tellDigests);
        boolean equal = comparisons.values().stream().allMatch(DigestComparison::isEqual);
        return endedAs(ended, "ROLLED_BACK") && equal;
    }

    private MigrationView follow(String example) {
        MigrationView submitted = coordinator.submit(new PlanFile(examples.resolve(example)));
        return Follower.on(coordinator, out, OutputKind.ofThisProcess()).toTheEnd(submitted);
    }

    private void tellChanges(String target, DigestComparison comparison) {
        out.println(target);
        comparison.summary().forEach(line -> out.println("  " + line));
        if (comparison.isEqual()) {
            out.println("  nothing");
        }
        tellExpired(comparison);
    }

    private void tellDigests(String target, DigestComparison comparison) {
        out.printf(
                "  %-14s before %s…  after %s…  %s%n",
                target,
                comparison.before().substring(0, SHOWN_DIGITS),
                comparison.after().substring(0, SHOWN_DIGITS),
                comparison.isEqual() ? "equal" : "DIFFERENT");
        tellExpired(comparison);
        comparison.differences().stream()
                .limit(SHOWN_DIFFERENCES)
                .forEach(difference -> out.println("    " + difference));
    }

    private void tellExpired(DigestComparison comparison) {
        if (comparison.expired() > 0) {
            out.printf("  (left out: %,d keys that expired in between)%n", comparison.expired());
        }
    }

    private boolean endedAs(MigrationView ended, String expected) {
        if (!ended.state().equals(expected)) {
            out.printf("%s should have ended %s, but ended %s%n", ended.name(), expected, ended.state());
        }
        return ended.state().equals(expected);
    }

    private void title(String text) {
        out.println();
        out.println(text);
        out.println("-".repeat(text.length()));
    }
}
