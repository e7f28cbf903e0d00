package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.FreezeView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Requests to break the open freeze, which ends when a second person requests it too. */
@Command(
        name = "unfreeze",
        description = {
            "Request to break the open freeze. It ends when a second person makes the same request within an hour, with "
                    + "a reason of their own.",
            "Exit codes: 0 the freeze has ended, 3 the request of a second person is missing, 1 no freeze is open, "
                    + "refused or error."
        })
final class UnfreezeCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored with the freeze and in the audit trail.")
    private String reason = "";

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        FreezeView freeze = coordinator.freezes().stream()
                .filter(FreezeView::isOpen)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no freeze is open; see ./lockstep freezes"));
        FreezeView latest = coordinator.breakFreeze(freeze, reason);
        System.out.println(text(latest));
        return latest.isOpen() ? ExitCodes.NEEDS_OPERATOR : ExitCodes.SUCCESS;
    }

    private static String text(FreezeView freeze) {
        if (freeze.isOpen()) {
            return ("Your request to break freeze %d is recorded. "
                            + "Missing: the request of somebody other than %s until %s.")
                    .formatted(freeze.id(), freeze.breakRequests().getFirst().actor(), freeze.breakRequestLapsesAt());
        }
        return "Freeze %d is broken by %s and %s. Queued migrations start."
                .formatted(
                        freeze.id(),
                        freeze.breakRequests().getFirst().actor(),
                        freeze.breakRequests().getLast().actor());
    }
}
