package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepView;
import dev.lockstep.contract.protocol.Progress;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line per change, for logs and pipes. */
final class PlainProgress implements ProgressView {

    private static final long STEPS_OF_PROGRESS = 4;

    private final PrintStream out;
    private final Map<String, String> shown = new HashMap<>();

    PlainProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(MigrationView migration) {
        String waiting = migration.waitingFor() == null ? "" : ": " + migration.waitingFor();
        say(migration.id(), migration.name() + " " + migration.state() + waiting);
        for (StepView step : migration.steps()) {
            say(step.id(), "  " + step.id() + " " + step.state() + coarse(step.progress()));
        }
    }

    private void say(String subject, String line) {
        if (!line.equals(shown.put(subject, line))) {
            out.println(line);
        }
    }

    // A quarter at a time: a line for every heartbeat would bury the rest.
    private static String coarse(@Nullable Progress progress) {
        if (progress == null || progress.total() == null || progress.total() == 0) {
            return "";
        }
        long quarter = progress.done() * STEPS_OF_PROGRESS / progress.total();
        return quarter == 0 ? "" : " " + quarter * 100 / STEPS_OF_PROGRESS + "%";
    }
}
