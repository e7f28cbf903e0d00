package dev.lockstep.postgres.script;

import dev.lockstep.contract.protocol.BaselineResult;
import dev.lockstep.contract.protocol.BaselineSource;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import org.flywaydb.core.api.MigrationVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Marks versions as applied in the schema history of a target, in one transaction that holds the fence. A repeated request
 * finds its rows and writes nothing.
 */
public final class JdbcBaseline {
    private static final int ROWS_PER_STATEMENT = 1_000;
    private final JdbcConnections connections;

    public JdbcBaseline(JdbcConnections connections) {
        this.connections = connections;
    }

    /**
     * Marks the versions, or finds out which ones it would mark.
     *
     * @throws OperationFailed if the history has other versions, there is nothing to mark, or a later dispatch was accepted
     */
    public BaselineResult run(TargetRequest.Baseline request) {
        return connections.inTransaction(jdbc -> run(jdbc, request));
    }

    private BaselineResult run(JdbcClient jdbc, TargetRequest.Baseline request) {
        String name = connections.settings().historyTable();
        JdbcHistoryAccess access = JdbcHistoryAccess.read(jdbc, name);
        HistoryTableName table = HistoryTableName.of(access.schema(), name);
        JdbcHistoryRows rows = new JdbcHistoryRows(table);
        Wanted wanted = wanted(new JdbcOtherHistories(jdbc), request, name);
        if (!request.dryRun()) {
            raiseFence(jdbc, request.header().dispatch());
        }
        if (access.exists() && !request.dryRun()) {
            rows.lock(jdbc);
        }
        List<FlywayHistoryRows.Row> found =
                access.exists() ? rows.read(jdbc).applied() : List.<FlywayHistoryRows.Row>of();
        boolean isEqual = isEqual(wanted.versions(), found);
        if (!isEqual && !found.isEmpty()) {
            throw notEmpty(table, wanted.versions(), found);
        }
        if (!isEqual && !request.dryRun()) {
            write(jdbc, rows, access.exists(), wanted.versions());
        }
        return wanted.result(request.dryRun(), !isEqual, table.qualified());
    }

    private static void write(JdbcClient jdbc, JdbcHistoryRows rows, boolean exists, List<AppliedVersion> versions) {
        if (!exists) {
            rows.create(jdbc);
        }
        versions.stream()
                .gather(Gatherers.windowFixed(ROWS_PER_STATEMENT))
                .forEach(batch -> rows.insertApplied(jdbc, batch));
        Failpoints.hit("postgres.baseline.before-commit");
    }

    /** Writers of the journal lock this row too. An older dispatch can write nothing afterwards. */
    private static void raiseFence(JdbcClient jdbc, DispatchNumber number) {
        long fence = jdbc.sql("SELECT dispatch FROM lockstep_journal.fence FOR UPDATE")
                .query(Long.class)
                .single();
        if (number.value() < fence) {
            throw OperationFailed.withoutEffect(
                    "stale", "the target has accepted dispatch %d; this request has %s".formatted(fence, number));
        }
        jdbc.sql("UPDATE lockstep_journal.fence SET dispatch = :number WHERE dispatch <> :number")
                .param("number", number.value())
                .update();
    }

    private record Wanted(@Nullable BaselineSource source, List<AppliedVersion> versions, List<String> notes) {
        BaselineResult result(boolean dryRun, boolean written, String table) {
            return new BaselineResult(
                    dryRun,
                    written,
                    source,
                    table,
                    highest(versions),
                    versions.size(),
                    versions.stream()
                            .limit(BaselineResult.SAMPLE_SIZE)
                            .map(AppliedVersion::marked)
                            .toList(),
                    notes.stream().limit(BaselineResult.SAMPLE_SIZE).toList());
        }
    }

    private static String highest(List<AppliedVersion> versions) {
        return versions.stream()
                .map(AppliedVersion::version)
                .max(Comparator.comparing(MigrationVersion::fromVersion))
                .orElseThrow();
    }

    private static Wanted wanted(JdbcOtherHistories others, TargetRequest.Baseline request, String historyTable) {
        if (request.source() == null && request.version() != null) {
            return new Wanted(null, List.of(AppliedVersion.baseline(request.version(), "baseline")), List.of());
        }
        BaselineSource source = request.source() == null ? detect(others) : request.source();
        if (JdbcOtherHistories.tableOf(source).equals(historyTable)) {
            throw OperationFailed.withoutEffect(
                    "other-history-is-own",
                    "%s is the history table of this target itself, so its versions count as applied already"
                            .formatted(historyTable));
        }
        OtherHistory found = others.read(source);
        if (found.versions().isEmpty()) {
            throw OperationFailed.withoutEffect(
                    "other-history-empty",
                    "%s has nothing that is applied; name a version instead"
                            .formatted(JdbcOtherHistories.tableOf(source)));
        }
        return new Wanted(source, versions(found, request.version()), found.notes());
    }

    /** With a version, the history of the other tool only says what this version is. */
    private static List<AppliedVersion> versions(OtherHistory found, @Nullable String version) {
        if (version != null) {
            return List.of(AppliedVersion.baseline(
                    version,
                    "%s: %d entries, the last: %s"
                            .formatted(
                                    JdbcOtherHistories.names(List.of(found.source())),
                                    found.versions().size(),
                                    found.versions().getLast().description())));
        }
        if (found.source() == BaselineSource.ALEMBIC) {
            throw OperationFailed.withoutEffect(
                    "version-missing",
                    "%s, which is no version of Lockstep; name the version up to which everything is applied"
                            .formatted(found.versions().getLast().description()));
        }
        return found.versions();
    }

    private static BaselineSource detect(JdbcOtherHistories others) {
        List<BaselineSource> found = others.found();
        if (found.size() != 1) {
            throw OperationFailed.withoutEffect(
                    "other-history-ambiguous",
                    "the search_path has histories of %s; name the version or the tool"
                            .formatted(JdbcOtherHistories.names(found)));
        }
        return found.getFirst();
    }

    private static boolean isEqual(List<AppliedVersion> wanted, List<FlywayHistoryRows.Row> found) {
        return wanted.size() == found.size()
                && IntStream.range(0, wanted.size())
                        .allMatch(index -> wanted.get(index).isSameAs(found.get(index)));
    }

    private static OperationFailed notEmpty(
            HistoryTableName table, List<AppliedVersion> wanted, List<FlywayHistoryRows.Row> found) {
        List<String> versions = new ArrayList<>();
        found.stream().limit(10).forEach(row -> versions.add("%s (%s)".formatted(row.version(), row.type())));
        return OperationFailed.withoutEffect(
                "history-not-empty",
                "the schema history %s has %d versions: %s%s; a baseline with %d versions up to %s needs a history without versions, or with exactly these"
                        .formatted(
                                table.qualified(),
                                found.size(),
                                String.join(", ", versions),
                                found.size() > versions.size() ? " and more" : "",
                                wanted.size(),
                                Objects.requireNonNull(highest(wanted))));
    }
}
