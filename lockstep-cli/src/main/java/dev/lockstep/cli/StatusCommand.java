package dev.lockstep.cli;

import dev.lockstep.cli.api.MigrationView;
import dev.lockstep.cli.follow.NextCommands;
import dev.lockstep.cli.follow.OutcomeSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists migrations, or shows one. */
@Command(name = "status", description = "List the newest migrations, or show one migration with its steps.")
final class StatusCommand implements Callable<Integer> {

    private static final List<String> HEADER = List.of("ID", "STATE", "SUBMITTED", "ROUND", "NAME");

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Id of a migration.")
    private String id = "";

    @ArgGroup(exclusive = false, heading = "Without an id, list only:%n")
    private Filter filter = new Filter();

    private static final class Filter {
        @Option(
                names = "--text",
                paramLabel = "WORDS",
                description = "whose name, description, labels, targets or step ids contain all these words")
        private @Nullable String text;

        @Option(names = "--state", paramLabel = "STATE", description = "in this state, such as needs_operator")
        private @Nullable String state;

        @Option(names = "--target", paramLabel = "TARGET", description = "with a step on this target")
        private @Nullable String target;

        @Option(names = "--label", paramLabel = "KEY:VALUE", description = "with this label")
        private @Nullable String label;

        @Option(names = "--name", paramLabel = "NAME", description = "of this plan")
        private @Nullable String name;

        @Option(names = "--since", paramLabel = "TIME", description = "submitted at this time or later")
        private @Nullable String since;

        @Option(names = "--until", paramLabel = "TIME", description = "submitted before this time")
        private @Nullable String until;

        @Option(names = "--limit", paramLabel = "N", description = "the newest N, at most 200; default 50")
        private @Nullable String limit;

        Map<String, String> parameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            put(parameters, "text", text);
            put(parameters, "state", state);
            put(parameters, "target", target);
            put(parameters, "label", label);
            put(parameters, "name", name);
            put(parameters, "since", since);
            put(parameters, "until", until);
            put(parameters, "limit", limit);
            return parameters;
        }

        private static void put(Map<String, String> parameters, String name, @Nullable String value) {
            if (value != null) {
                parameters.put(name, value);
            }
        }
    }

    @Override
    public Integer call() {
        if (id.isEmpty()) {
            list(options.coordinator().migrations(filter.parameters()));
        } else {
            MigrationView migration = options.coordinator().migration(id);
            OutcomeSummary.lines(migration).forEach(System.out::println);
            NextCommands.lines(migration).forEach(System.out::println);
        }
        return ExitCodes.SUCCESS;
    }

    private static void list(List<MigrationView> migrations) {
        if (migrations.isEmpty()) {
            System.out.println("No migrations.");
            return;
        }
        List<List<String>> rows = migrations.stream().map(StatusCommand::row).toList();
        TextTable.lines(HEADER, rows).forEach(System.out::println);
    }

    private static List<String> row(MigrationView migration) {
        return List.of(
                migration.id(),
                migration.state(),
                String.valueOf(migration.submittedAt()),
                Integer.toString(migration.round()),
                migration.name());
    }
}
