package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepView;
import dev.lockstep.contract.protocol.Progress;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints one line for each change, for logs and pipes. */
final class PlainProgress implements ProgressDisplay {

    private static final long QUARTERS = 4;

    private final PrintStream out;
    private final Map<String, String> lastLines = new HashMap<>();

    PlainProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(MigrationView migration) {
        String waiting = migration.waitingFor() == null ? "" : ": " + migration.waitingFor();
        printIfChanged(migration.id(), migration.name() + ": " + migration.state() + waiting);
        for (StepView step : migration.steps()) {
            printIfChanged(step.id(), "  " + step.id() + ": " + step.state() + quarters(step.progress()));
        }
    }

    private void printIfChanged(String subject, String line) {
        if (!line.equals(lastLines.put(subject, line))) {
            out.println(line);
        }
    }

    // The progress is rounded down to a quarter, so that not every heartbeat prints a line.
    private static String quarters(@Nullable Progress progress) {
        if (progress == null || progress.total() == null || progress.total() == 0) {
            return "";
        }
        long quarter = progress.done() * QUARTERS / progress.total();
        return quarter == 0 ? "" : " " + quarter * 100 / QUARTERS + "%";
    }
}
