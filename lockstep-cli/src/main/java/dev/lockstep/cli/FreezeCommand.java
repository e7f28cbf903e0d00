package dev.lockstep.cli;

import dev.lockstep.cli.api.FreezeView;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Opens a freeze. */
@Command(
        name = "freeze",
        description = {
            "Open a freeze: no migration, rollback of a completed one or restore starts. What runs continues. Breaking "
                    + "it takes two people, see ./lockstep unfreeze.",
            "Exit codes: 0 open, 1 refused or error."
        })
final class FreezeCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, shown with everything that waits.")
    private String reason = "";

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "When it ends by itself, with an offset, such as 2026-12-02T04:00:00Z; at most 90 days away. "
                    + "Default: it lasts until it is broken.")
    private @Nullable String until;

    @Override
    public Integer call() {
        Map<String, String> body = new HashMap<>(Map.of("reason", reason));
        if (until != null) {
            body.put("until", until);
        }
        FreezeView opened = options.coordinator().freeze(body);
        System.out.printf("Freeze %d is open %s. Nothing new starts.%n", opened.id(), end(opened));
        return ExitCodes.SUCCESS;
    }

    private static String end(FreezeView opened) {
        return opened.until() == null ? "until two people break it" : "until " + opened.until();
    }
}
