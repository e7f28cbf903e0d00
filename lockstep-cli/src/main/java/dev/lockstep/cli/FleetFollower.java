package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.FleetView;
import dev.lockstep.cli.follow.AnswerFollower;

/** Follows a fleet until it needs a person or has ended, and prints its progress. */
final class FleetFollower {
    private final CoordinatorClient coordinator;
    private String printed = "";

    private FleetFollower(CoordinatorClient coordinator) {
        this.coordinator = coordinator;
    }

    /** Prints the fleet, or follows it. Returns the exit code. */
    static int finish(CoordinatorClient coordinator, FleetView accepted, boolean wait) {
        if (!wait) {
            System.out.println(FleetText.headline(accepted));
            return ExitCodes.SUCCESS;
        }
        FleetFollower follower = new FleetFollower(coordinator);
        follower.print(accepted);
        FleetView ended = AnswerFollower.await(accepted, view -> !view.isRunning(), () -> follower.read(accepted));
        FleetText.lines(ended).forEach(System.out::println);
        return exitCode(ended);
    }

    private static int exitCode(FleetView ended) {
        return switch (ended.state()) {
            case "COMPLETED" -> ExitCodes.SUCCESS;
            case "ROLLED_BACK", "WAVE_ROLLED_BACK" -> ExitCodes.ROLLED_BACK;
            case "STOPPED", "WAITING" -> ExitCodes.NEEDS_OPERATOR;
            default -> ExitCodes.FAILED;
        };
    }

    private FleetView read(FleetView accepted) {
        FleetView latest = coordinator.fleetOf(String.valueOf(accepted.id()));
        print(latest);
        return latest;
    }

    private void print(FleetView latest) {
        String line = FleetText.progress(latest);
        if (!line.equals(printed)) {
            System.out.println(line);
            printed = line;
        }
    }
}
