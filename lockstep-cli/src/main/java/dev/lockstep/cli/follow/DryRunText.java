package dev.lockstep.cli.follow;

import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.DryRunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats what a dry run found out about one step. */
final class DryRunText {
    private static final int MILLISECONDS_SHOWN_ALONE = 1_000;
    private static final long KILOBYTE = 1_000;
    private static final long MEGABYTE = 1_000 * KILOBYTE;

    private DryRunText() {}

    static List<String> lines(DryRunOutcome outcome) {
        return switch (outcome) {
            case DryRunOutcome.Passed(var _, DryRunResult result) -> lines(result);
            case DryRunOutcome.Failed _ -> List.of();
            case DryRunOutcome.NotTried(var _, String reason) -> List.of("not tried: " + reason);
        };
    }

    private static List<String> lines(DryRunResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("%,d would change%s, in about %s; the journal would take about %s"
                .formatted(
                        result.units(),
                        counts(result.counts()),
                        duration(result.milliseconds()),
                        bytes(result.journalBytes())));
        lines.addAll(findings(result.findings()));
        lines.add(undo(result.undo()));
        result.notes().forEach(note -> lines.add("note: " + note));
        result.samples()
                .forEach(sample -> lines.add("%s: %s -> %s"
                        .formatted(
                                MessageText.firstLine(sample.unit()), value(sample.before()), value(sample.after()))));
        return lines;
    }

    private static String undo(DryRunResult.Undo undo) {
        return switch (undo.exactness()) {
            case EXACT -> "an undo is exact";
            case CATALOG_EXACT -> "after an undo the catalog is as before; rows were not compared";
            case DIFFERS -> "after an undo would differ: " + String.join("; ", undo.differences());
            case NOT_TRIED -> "the undo was not tried";
            case IMPOSSIBLE -> "the step cannot be undone";
        };
    }

    private static List<String> findings(DryRunFindings findings) {
        return switch (findings) {
            case DryRunFindings.Postgres postgres -> postgres(postgres);
            case DryRunFindings.Mongo mongo ->
                List.of("%s: %s, about %,d documents".formatted(mongo.collection(), mongo.plan(), mongo.documents()));
            case DryRunFindings.Redis redis ->
                List.of("matching keys by type: %s; by expiry: %s; memory about %s"
                        .formatted(list(redis.keysByType()), list(redis.keysByExpiry()), bytes(redis.memoryBytes())));
        };
    }

    private static List<String> postgres(DryRunFindings.Postgres findings) {
        List<String> lines = new ArrayList<>();
        findings.statements()
                .forEach(statement -> lines.add("%s  [%s, %,d rows, %s]"
                        .formatted(
                                MessageText.firstLine(statement.text()),
                                statement.lock() == null ? "no lock" : statement.lock() + " on " + statement.relation(),
                                statement.rows(),
                                duration(statement.milliseconds()))));
        findings.tables()
                .forEach(table -> lines.add("%s: %,d inserted, %,d updated, %,d deleted%s"
                        .formatted(
                                table.table(),
                                table.inserted(),
                                table.updated(),
                                table.deleted(),
                                table.rewritten() ? ", rewritten" : "")));
        findings.objects().forEach(object -> lines.add(MessageText.firstLine(object)));
        findings.notTried().forEach(statement -> lines.add("not tried: " + MessageText.firstLine(statement)));
        lines.add("locks held for %s".formatted(duration(findings.locksHeldMilliseconds())));
        return lines;
    }

    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty() ? "" : " (%s)".formatted(list(counts));
    }

    private static String list(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(count -> "%s %,d".formatted(count.getKey(), count.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String value(@Nullable String value) {
        return value == null ? "(none)" : MessageText.firstLine(value);
    }

    /** Returns for example "12 ms" or "3.4 s". */
    static String duration(long milliseconds) {
        return milliseconds < MILLISECONDS_SHOWN_ALONE
                ? milliseconds + " ms"
                : String.format(Locale.ROOT, "%,.1f s", milliseconds / 1000.0);
    }

    private static String bytes(long bytes) {
        if (bytes < KILOBYTE) {
            return bytes + " B";
        }
        return bytes < MEGABYTE
                ? String.format(Locale.ROOT, "%,.1f kB", (double) bytes / KILOBYTE)
                : String.format(Locale.ROOT, "%,.1f MB", (double) bytes / MEGABYTE);
    }
}
