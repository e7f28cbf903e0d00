package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.DowngradeView;
import dev.lockstep.cli.follow.AnswerFollower;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** Follows a downgrade until it has ended or stopped, and prints each change of a migration once. */
final class DowngradeFollower {
    private final CoordinatorClient coordinator;
    private final Set<String> printed = new HashSet<>();

    private DowngradeFollower(CoordinatorClient coordinator) {
        this.coordinator = coordinator;
    }

    /** Prints the downgrade, or follows it. Returns the exit code. */
    static int finish(CoordinatorClient coordinator, DowngradeView accepted, boolean wait) {
        if (!wait) {
            System.out.println(DowngradeText.headline(accepted));
            return ExitCodes.SUCCESS;
        }
        DowngradeFollower follower = new DowngradeFollower(coordinator);
        follower.print(accepted);
        DowngradeView ended = AnswerFollower.await(accepted, view -> !view.isRunning(), () -> follower.read(accepted));
        DowngradeText.lines(ended).forEach(System.out::println);
        return exitCode(ended);
    }

    private static int exitCode(DowngradeView ended) {
        return switch (Objects.requireNonNullElse(ended.state(), "")) {
            case "COMPLETED" -> ended.partlyRolledBack() == null ? ExitCodes.ROLLED_BACK : ExitCodes.FAILED;
            case "STOPPED" -> ExitCodes.NEEDS_OPERATOR;
            default -> ExitCodes.FAILED;
        };
    }

    private DowngradeView read(DowngradeView accepted) {
        DowngradeView latest = coordinator.downgradeOf(String.valueOf(accepted.id()));
        print(latest);
        return latest;
    }

    private void print(DowngradeView latest) {
        latest.items().stream()
                .filter(item -> !item.state().equals("COMPLETED"))
                .map(item -> "%s %s is %s".formatted(item.migration(), item.name(), item.state()))
                .filter(printed::add)
                .forEach(System.out::println);
        String waiting = latest.waitingFor();
        if (waiting != null && printed.add(waiting)) {
            System.out.println("Waiting: " + waiting);
        }
    }
}
