package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which part of a list is shown. */
final class PageOptions {

    @Option(names = "--limit", paramLabel = "N", description = "Number of migrations, 1 to 200. Default: 50.")
    private @Nullable Integer limit;

    @Option(
            names = "--after",
            paramLabel = "POSITION",
            description = "Show the migrations after those of a page before.")
    private @Nullable String after;

    CoordinatorClient.PageOf page() {
        return new CoordinatorClient.PageOf(limit, after);
    }

    /** Prints how to show the next page, unless this was the last one. */
    void printNext(String command, @Nullable String next) {
        if (next != null) {
            String size = limit == null ? "" : " --limit " + limit;
            System.out.println("More: ./lockstep %s%s --after %s".formatted(command, size, next));
        }
    }
}
