package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Draws a bar for each step, over the previous drawing. */
final class TerminalProgress implements ProgressDisplay {

    private static final int BAR_WIDTH = 24;
    // Lines must not wrap, because a wrapped line takes two rows and the next drawing would start one row too low.
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";
    private static final String CLEAR_LINE = "\u001b[2K";

    private final PrintStream out;
    private int drawnLines;

    TerminalProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void show(MigrationView migration) {
        List<String> lines = new ArrayList<>();
        String waiting = migration.waitingFor() == null ? "" : ": " + migration.waitingFor();
        String progress = ProgressText.of(migration.progress());
        lines.add(migration.name() + ": " + migration.state() + waiting + (progress.isEmpty() ? "" : ", " + progress));
        int width = migration.steps().stream()
                .mapToInt(step -> step.id().length())
                .max()
                .orElse(0);
        migration.steps().forEach(step -> lines.add(line(step, width)));
        draw(lines);
    }

    private void draw(List<String> lines) {
        StringBuilder text = new StringBuilder(WRAP_OFF);
        if (drawnLines > 0) {
            text.append("\u001b[%dA".formatted(drawnLines));
        }
        lines.forEach(line -> text.append(CLEAR_LINE).append(line).append('\n'));
        out.print(text.append(WRAP_ON));
        out.flush();
        drawnLines = lines.size();
    }

    private static String line(StepView step, int width) {
        return "  %s  %-14s %s %s"
                .formatted(padded(step.id(), width), step.target(), ProgressBar.of(step, BAR_WIDTH), status(step));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String status(StepView step) {
        return (step.state() + " " + ProgressText.of(step)).strip();
    }
}
