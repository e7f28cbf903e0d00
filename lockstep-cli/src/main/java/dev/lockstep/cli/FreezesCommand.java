package dev.lockstep.cli;

import dev.lockstep.cli.api.BreakRequestView;
import dev.lockstep.cli.api.FreezeView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the newest freezes. */
@Command(name = "freezes", description = "List freezes: the open one first, then earlier ones, newest first.")
final class FreezesCommand implements Callable<Integer> {

    private static final List<String> HEADER =
            List.of("ID", "STATE", "BY", "OPENED", "UNTIL", "ENDED", "BREAK REQUESTED BY", "REASON");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Override
    public Integer call() {
        List<FreezeView> freezes = options.coordinator().freezes();
        if (freezes.isEmpty()) {
            System.out.println("No freezes.");
        } else {
            TextTable.lines(HEADER, freezes.stream().map(FreezesCommand::row).toList())
                    .forEach(System.out::println);
        }
        return ExitCodes.SUCCESS;
    }

    private static List<String> row(FreezeView freeze) {
        String people = freeze.breakRequests().stream()
                .map(BreakRequestView::actor)
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return List.of(
                String.valueOf(freeze.id()),
                freeze.state(),
                freeze.actor().toString(),
                freeze.openedAt().toString(),
                time(freeze.until()),
                time(freeze.endedAt()),
                people.isEmpty() ? "-" : people,
                freeze.reason());
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "-" : time.toString();
    }
}
