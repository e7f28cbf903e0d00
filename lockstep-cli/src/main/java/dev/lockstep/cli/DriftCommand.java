package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.DriftView;
import dev.lockstep.cli.api.TargetRequestView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a target for drift, or acknowledges it. */
@Command(
        name = "drift",
        description = {
            "Compare a target with what its migrations have left. Differences stop new migrations on the target until they are "
                    + "acknowledged, or until a later check finds none.",
            "Exit codes: 0 nothing stops the target, 3 drift that is not acknowledged, 1 failed, refused or error."
        })
final class DriftCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as main-postgres.")
    private String target = "";

    @Option(
            names = "--acknowledge",
            description = "Show and accept the differences that stop the target, without a new check.")
    private boolean acknowledge;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Reason for --acknowledge, stored with the differences and in the audit trail.")
    private @Nullable String reason;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        if (acknowledge) {
            return acknowledge(coordinator);
        }
        TargetRequestView requested = coordinator.checkDrift(target);
        return TargetRequestFollower.finish(coordinator, requested, _ -> {
            DriftView drift = coordinator.drift(target);
            print(drift);
            return drift.stopped() ? ExitCodes.DRIFT_FOUND : ExitCodes.SUCCESS;
        });
    }

    private int acknowledge(CoordinatorClient coordinator) {
        if (reason == null) {
            throw new IllegalArgumentException("--acknowledge needs --reason");
        }
        DriftView drift = coordinator.drift(target);
        if (drift.stoppedBy() == null) {
            System.out.println("No drift stops target %s. Nothing is to be acknowledged.".formatted(target));
            return ExitCodes.SUCCESS;
        }
        print(drift);
        coordinator.acknowledgeDrift(target, drift.stoppedBy(), reason);
        System.out.println("The differences are acknowledged. Migrations on target %s start again.".formatted(target));
        return ExitCodes.SUCCESS;
    }

    private void print(DriftView drift) {
        DriftView.Result result = drift.result();
        result.differences().forEach(difference -> {
            System.out.println("%s: %s".formatted(difference.kind(), difference.unit()));
            System.out.println("  expected: " + difference.expected());
            System.out.println("  found:    " + difference.found());
        });
        System.out.println("%d differences in %d steps and %d objects of target %s (request %d)"
                .formatted(result.found(), result.steps(), result.objects(), target, drift.request()));
        if (drift.stopped() && !acknowledge) {
            System.out.println(
                    "Nothing new starts on the target. Repair it and check again, or accept the differences with"
                            + " --acknowledge --reason TEXT.");
        } else if (result.found() > 0 && !drift.stopped()) {
            System.out.println("All of them are acknowledged.");
        }
    }
}
