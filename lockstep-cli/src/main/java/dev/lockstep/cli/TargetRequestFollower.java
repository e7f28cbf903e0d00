package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.TargetRequestView;
import dev.lockstep.cli.follow.AnswerFollower;
import java.util.function.ToIntFunction;

/** Follows a request about a target until its end. */
final class TargetRequestFollower {

    private TargetRequestFollower() {}

    /**
     * Waits for the end of a request, and prints why it has failed if it has.
     *
     * @param answered prints the answer of a request that has one, and returns the exit code
     * @return the exit code
     */
    static int finish(
            CoordinatorClient coordinator, TargetRequestView requested, ToIntFunction<TargetRequestView> answered) {
        TargetRequestView ended = AnswerFollower.await(
                requested,
                TargetRequestView::isEnded,
                () -> coordinator.targetRequest(requested.target(), requested.number()));
        if (ended.isAnswered()) {
            return answered.applyAsInt(ended);
        }
        System.out.println(
                "Request %d about target %s has failed: %s".formatted(ended.number(), ended.target(), ended.finding()));
        return ExitCodes.FAILED;
    }
}
