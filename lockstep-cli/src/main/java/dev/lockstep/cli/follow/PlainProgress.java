package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Prints one line for each change of a state, for logs and pipes. While a step runs, prints every few seconds how far
 * it is.
 */
final class PlainProgress implements ProgressDisplay {

    private static final Set<String> RUNNING =
            Set.of("PREFLIGHT", "REHEARSING", "DRY_RUNNING", "APPLYING", "FINISHING", "COMPENSATING");
    private static final Duration REPEAT_INTERVAL = Duration.ofSeconds(5);

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final Map<String, Printed> printed = new HashMap<>();

    /** The last printed state of a step or a migration, and the times at which it began and was printed last. */
    private record Printed(String state, long sinceNanos, long lastNanos) {
        Duration age(long now) {
            return Duration.ofNanos(now - sinceNanos);
        }

        boolean isDue(long now) {
            return now - lastNanos >= REPEAT_INTERVAL.toNanos();
        }
    }

    PlainProgress(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public void show(MigrationView migration) {
        String waiting = migration.waitingFor() == null ? "" : ": " + migration.waitingFor();
        if (!printIfNew("migration " + migration.id(), migration.name() + ": ", migration.state() + waiting)) {
            printIfDue(migration);
        }
        for (StepView step : migration.steps()) {
            if (!printIfNew("step " + step.id(), "  " + step.id() + ": ", step.state())) {
                printIfDue(step);
            }
        }
    }

    private boolean printIfNew(String subject, String prefix, String state) {
        Printed last = printed.get(subject);
        if (last != null && last.state().equals(state)) {
            return false;
        }
        out.println(prefix + state);
        long now = nanoTime.getAsLong();
        printed.put(subject, new Printed(state, now, now));
        return true;
    }

    private void printIfDue(MigrationView migration) {
        long now = nanoTime.getAsLong();
        String subject = "migration " + migration.id();
        Printed last = printed.get(subject);
        String progress = ProgressText.of(migration.progress());
        if (last != null && last.isDue(now) && !progress.isEmpty()) {
            out.println("%s: %s".formatted(migration.name(), progress));
            printed.put(subject, new Printed(last.state(), last.sinceNanos(), now));
        }
    }

    private void printIfDue(StepView step) {
        long now = nanoTime.getAsLong();
        Printed last = printed.get("step " + step.id());
        if (last == null || !RUNNING.contains(step.state()) || !last.isDue(now)) {
            return;
        }
        String progress = ProgressText.of(step);
        out.println("  %s: %s for %s%s"
                .formatted(
                        step.id(),
                        step.state(),
                        ProgressText.duration(last.age(now)),
                        progress.isEmpty() ? "" : ": " + progress));
        printed.put("step " + step.id(), new Printed(step.state(), last.sinceNanos(), now));
    }
}
