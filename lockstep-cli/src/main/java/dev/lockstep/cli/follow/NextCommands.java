package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.api.StepView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The commands that are possible for a migration now. */
public final class NextCommands {

    private NextCommands() {}

    /** Returns one line for each command. Empty if no action is allowed. */
    public static List<String> lines(MigrationView migration) {
        List<String> actions = migration.allowedActions() == null ? List.of() : migration.allowedActions();
        List<String> commands =
                actions.stream().flatMap(action -> commands(action, migration)).toList();
        if (commands.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("  possible now:");
        commands.forEach(command -> lines.add("    ./lockstep " + command));
        return lines;
    }

    private static Stream<String> commands(String action, MigrationView migration) {
        String id = migration.id();
        return switch (action) {
            case "approve" ->
                Stream.of(
                        isCompleted(migration)
                                ? "approve %s  (somebody other than who requested the rollback)".formatted(id)
                                : "approve %s  (somebody other than the submitter)".formatted(id));
            case "reject" ->
                Stream.of(
                        isCompleted(migration)
                                ? "reject %s  (the migration stays completed)".formatted(id)
                                : "reject %s  (ends the migration)".formatted(id));
            case "contract" -> Stream.of("contract %s  (nobody reads the old form any more)".formatted(id));
            case "cancel" -> Stream.of("cancel %s --wait  (compensates what is applied)".formatted(id));
            case "prioritise" -> Stream.of("prioritise %s  (before all that have not started)".formatted(id));
            case "pause" -> Stream.of("pause %s  (stops its steps until resume)".formatted(id));
            case "resume" -> Stream.of("resume %s --wait".formatted(id));
            case "throttle" -> Stream.of("throttle %s --rate N  (also: --batch-size N, --no-limit)".formatted(id));
            case "rollback" -> Stream.of("rollback %s".formatted(id));
            case "retry" -> Stream.of("retry %s --wait  (compensates the stuck steps again)".formatted(id));
            case "skip" ->
                migration.steps().stream()
                        .filter(step -> step.state().equals("STUCK"))
                        .map(StepView::id)
                        .map(step -> "skip %s --step %s --wait  (leaves this step applied)".formatted(id, step));
            case "close" -> Stream.of("close %s  (leaves all stuck and waiting steps applied)".formatted(id));
            default -> Stream.of(); // An action of a newer coordinator.
        };
    }

    /** Whether an approval is one of the rollback. */
    private static boolean isCompleted(MigrationView migration) {
        return migration.state().equals("COMPLETED");
    }
}
