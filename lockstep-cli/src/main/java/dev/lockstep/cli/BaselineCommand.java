package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.TargetRequestView;
import dev.lockstep.cli.api.TargetRequestView.Baseline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Marks versions of a target as applied. */
@Command(
        name = "baseline",
        description = {
            "Mark versions of a PostgreSQL target as applied without running them: all up to --version, or those that another "
                    + "tool has applied. Nothing of the other tool is changed. Without --version and --from, the worker looks for "
                    + "the tables of Flyway, Liquibase and Alembic.",
            "Exit codes: 0 marked, or the dry run has ended; 1 failed, refused or error."
        })
final class BaselineCommand implements Callable<Integer> {

    private static final List<String> HEADER = List.of("VERSION", "TYPE", "DESCRIPTION");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(paramLabel = "TARGET", description = "Target, such as main-postgres.")
    private String target = "";

    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "Version up to which everything counts as applied.")
    private @Nullable String version;

    @Option(names = "--from", paramLabel = "TOOL", description = "flyway, liquibase or alembic.")
    private @Nullable String from;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored with the request and in the audit trail.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Only show what would be marked.")
    private boolean dryRun;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        TargetRequestView requested = coordinator.baseline(target, dryRun, body());
        return TargetRequestFollower.finish(coordinator, requested, answered -> {
            print(Objects.requireNonNull(answered.baseline()));
            return ExitCodes.SUCCESS;
        });
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new HashMap<>(Map.of("reason", reason));
        if (version != null) {
            body.put("version", version);
        }
        if (from != null) {
            body.put("from", from);
        }
        return body;
    }

    private void print(Baseline baseline) {
        TextTable.lines(
                        HEADER,
                        baseline.versions().stream()
                                .map(marked -> List.of(marked.version(), marked.type(), marked.description()))
                                .toList())
                .forEach(System.out::println);
        baseline.notes().forEach(note -> System.out.println("Note: " + note));
        String versions = "%d versions up to %s in %s%s"
                .formatted(
                        baseline.marked(),
                        baseline.version(),
                        baseline.table(),
                        baseline.source() == null ? "" : ", from " + baseline.source());
        System.out.println(sentence(baseline).formatted(versions));
    }

    private static String sentence(Baseline baseline) {
        if (!baseline.written()) {
            return "Marked already: %s.";
        }
        return baseline.dryRun() ? "Would be marked: %s. Nothing was written." : "Marked: %s.";
    }
}
