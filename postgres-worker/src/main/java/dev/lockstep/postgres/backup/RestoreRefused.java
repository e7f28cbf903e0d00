package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The refusals of a restore; the transaction is rolled back, so nothing is changed. */
final class RestoreRefused {
    private static final String DIFFERS = "restore-definition-differs";
    private static final int MAX_SHOWN = 20;

    private RestoreRefused() {}

    static OperationFailed because(String object, String reason) {
        return OperationFailed.withoutEffect(
                DIFFERS,
                "%s cannot be put back as it is in the backup: %s; nothing was changed. Put it back yourself and restore again"
                        .formatted(object, reason));
    }

    static OperationFailed because(String object, String statement, String error) {
        return because(object, "%s failed: %s".formatted(beginningOf(statement), error));
    }

    /** The differences that are left after every statement has run. */
    static OperationFailed differences(List<CatalogChange> differences) {
        String shown = differences.stream()
                .limit(MAX_SHOWN)
                .map(difference -> "\n" + shownDifference(difference.object(), difference.before(), difference.after()))
                .collect(Collectors.joining());
        String more = differences.size() > MAX_SHOWN ? "\nand %d more".formatted(differences.size() - MAX_SHOWN) : "";
        return OperationFailed.withoutEffect(
                DIFFERS,
                "%d definitions cannot be put back as they are in the backup; nothing was changed. Put them back yourself and restore again:%s%s"
                        .formatted(differences.size(), shown, more));
    }

    private static String shownDifference(String object, @Nullable String wanted, @Nullable String found) {
        return "%s: «%s» is expected, but would be «%s»"
                .formatted(
                        object,
                        wanted == null ? "absent" : beginningOf(wanted),
                        found == null ? "absent" : beginningOf(found));
    }

    private static String beginningOf(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
