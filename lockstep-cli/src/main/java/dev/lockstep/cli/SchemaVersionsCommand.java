package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.TargetRequestView;
import dev.lockstep.cli.api.TargetRequestView.SchemaVersions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts the units of each schema version on a target. */
@Command(
        name = "schema-versions",
        description = {
            "Count how many documents, keys or scripts of a target have which version: how far a lazy migration is. It only "
                    + "reads, but it can read all documents and key names.",
            "Exit codes: 0 counted, also in part; 1 failed, refused or error."
        })
final class SchemaVersionsCommand implements Callable<Integer> {

    private static final List<String> HEADER = List.of("GROUP", "VERSION OF", "VERSION", "UNITS", "PART");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as main-mongo.")
    private String target = "";

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "Seconds after which the count ends with what is counted. Default: 60.")
    private @Nullable Integer timeLimit;

    @Option(
            names = "--sample",
            paramLabel = "UNITS",
            description = "Read at most so many documents of each collection, or so many keys. Default: all.")
    private @Nullable Long sample;

    @Option(
            names = "--prefix-segments",
            paramLabel = "NUMBER",
            description = "Number of segments between colons that make the prefix of a key. Default: 1.")
    private @Nullable Integer prefixSegments;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        TargetRequestView requested = coordinator.countSchemaVersions(target, body());
        return TargetRequestFollower.finish(coordinator, requested, answered -> {
            print(Objects.requireNonNull(answered.schemaVersions()));
            return ExitCodes.SUCCESS;
        });
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new HashMap<>();
        if (timeLimit != null) {
            body.put("timeLimitSeconds", timeLimit);
        }
        if (sample != null) {
            body.put("sample", sample);
        }
        if (prefixSegments != null) {
            body.put("prefixSegments", prefixSegments);
        }
        return body;
    }

    private void print(SchemaVersions counted) {
        if (counted.history() != null) {
            printHistory(counted.history());
        } else if (counted.groups().isEmpty()) {
            System.out.println("Nothing is counted on target " + target + ".");
        } else {
            TextTable.lines(
                            HEADER,
                            counted.groups().stream()
                                    .flatMap(SchemaVersionsCommand::rows)
                                    .toList())
                    .forEach(System.out::println);
        }
        counted.notes().forEach(note -> System.out.println("Note: " + note));
        if (!counted.complete()) {
            System.out.println("Not everything was counted.");
        }
    }

    private static Stream<List<String>> rows(TargetRequestView.Group group) {
        if (group.versions().isEmpty()) {
            return Stream.of(List.of(group.name(), group.source(), "-", "0", part(group, 0)));
        }
        return group.versions().stream()
                .map(count -> List.of(
                        group.name(),
                        group.source(),
                        count.version() == null ? "-" : count.version(),
                        String.valueOf(count.units()),
                        part(group, count.units())));
    }

    private static String part(TargetRequestView.Group group, long units) {
        long percent = group.units() == 0 ? 100 : Math.round(100.0 * units / group.units());
        return percent + " %" + (group.whole() ? "" : " of a sample");
    }

    private static void printHistory(TargetRequestView.History history) {
        System.out.println("History: %s, %d versions applied, %d failed"
                .formatted(history.table(), history.applied(), history.failed()));
        if (history.current() != null) {
            System.out.println("Last applied: %s (%s), rank %d, type %s"
                    .formatted(
                            history.current().version(),
                            history.current().description(),
                            history.current().installedRank(),
                            history.current().type()));
            System.out.println("Highest applied: " + history.highest());
        }
    }
}
