package dev.lockstep.cli;

import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.cli.api.PurgeView;
import dev.lockstep.cli.follow.AnswerFollower;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes the journals of migrations before their retention ends. */
@Command(
        name = "purge",
        description = {
            "Remove the journals of an ended migration from its targets, before their retention ends. The migration can "
                    + "then no longer be rolled back. With --older-than, of all migrations that ended at least so long ago.",
            "Exit codes: 0 purged, or the dry run has ended; 1 refused or error. With --older-than, the other migrations are "
                    + "purged although one is refused. With --no-wait: 0 requested."
        })
final class PurgeCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @ArgGroup(multiplicity = "1")
    private Selection selection = new Selection();

    /** Which migrations are purged. */
    static final class Selection {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "Id of the migration.")
        private @Nullable String id;

        @Option(
                names = "--older-than",
                paramLabel = "DURATION",
                description = "Time since the end of the migrations, such as 48h or 7d; at least 1m.")
        private @Nullable String olderThan;
    }

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Reason, stored with the purge and in the audit trail.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Only list the journals that would be removed.")
    private boolean dryRun;

    @Option(
            names = "--no-wait",
            negatable = true,
            description =
                    "Return as soon as the purge is decided. --wait, the default, waits until the journals are removed.")
    private boolean noWait;

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        if (selection.olderThan != null) {
            return purgeOlderThan(coordinator, selection.olderThan);
        }
        purge(coordinator, String.valueOf(selection.id));
        return ExitCodes.SUCCESS;
    }

    private void purge(CoordinatorClient coordinator, String id) {
        PurgeView purge = coordinator.purge(id, Map.of("reason", reason, "dryRun", dryRun));
        if (purge.journals() != null) {
            printDryRun(purge, purge.journals());
        } else {
            follow(coordinator, purge);
        }
    }

    private int purgeOlderThan(CoordinatorClient coordinator, String age) {
        PurgeView.Several found = request(coordinator, age);
        if (found.items().isEmpty() && found.refused().isEmpty()) {
            System.out.println("No migration with journals ended so long ago.");
        }
        Set<String> refused = new HashSet<>();
        printRefused(found, refused);
        if (dryRun) {
            printDryRuns(found);
        } else {
            purgeAll(coordinator, age, found, refused);
        }
        return refused.isEmpty() ? ExitCodes.SUCCESS : ExitCodes.FAILED;
    }

    private static void printDryRuns(PurgeView.Several found) {
        for (PurgeView purge : found.items()) {
            if (purge.journals() != null) {
                printDryRun(purge, purge.journals());
            }
        }
        if (found.more()) {
            System.out.println("There are more; these are the oldest.");
        }
    }

    /** Follows the purges, and requests further ones while there are any. An answer without purges ends this. */
    private void purgeAll(CoordinatorClient coordinator, String age, PurgeView.Several first, Set<String> refused) {
        PurgeView.Several found = first;
        found.items().forEach(purge -> follow(coordinator, purge));
        while (found.more() && !found.items().isEmpty()) {
            found = request(coordinator, age);
            printRefused(found, refused);
            found.items().forEach(purge -> follow(coordinator, purge));
        }
    }

    /** Prints each refused migration once: the next request can name it again. */
    private static void printRefused(PurgeView.Several found, Set<String> printed) {
        found.refused().stream()
                .filter(refused -> printed.add(refused.migration()))
                .forEach(refused -> System.out.println("The journals of migration %s cannot be purged: %s"
                        .formatted(refused.migration(), refused.reason())));
    }

    private PurgeView.Several request(CoordinatorClient coordinator, String age) {
        return coordinator.purges(Map.of("olderThan", age, "reason", reason, "dryRun", dryRun));
    }

    private void follow(CoordinatorClient coordinator, PurgeView purge) {
        if (!purge.isPurged()) {
            System.out.println("The journals of migration %s are being purged; it can no longer be rolled back."
                    .formatted(purge.migration()));
            printFindings(purge);
        }
        if (!noWait) {
            PurgeView purged =
                    AnswerFollower.await(purge, PurgeView::isPurged, () -> coordinator.purgeOf(purge.migration()));
            System.out.println("The journals of migration %s are purged: %d rows, %d bytes."
                    .formatted(purged.migration(), purged.rows(), purged.bytes()));
        }
    }

    private static void printFindings(PurgeView purge) {
        (purge.steps() == null ? List.<PurgeView.Part>of() : purge.steps())
                .stream()
                        .filter(part -> part.finding() != null)
                        .forEach(part -> System.out.println(
                                "  %s on %s: %s".formatted(part.step(), part.target(), part.finding())));
    }

    private static void printDryRun(PurgeView purge, List<PurgeView.Journal> journals) {
        System.out.println(
                "The journals of migration %s, which ended at %s, would be purged. It could no longer be rolled back."
                        .formatted(purge.migration(), purge.endedAt()));
        journals.forEach(journal -> System.out.println("  %s on %s: %s, since %s"
                .formatted(
                        journal.step(),
                        journal.target(),
                        journal.units() == null ? "units unknown" : journal.units() + " units",
                        journal.since())));
    }
}
