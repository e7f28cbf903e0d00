package dev.lockstep.postgres.request;

import dev.lockstep.contract.protocol.BaselineResult;
import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.UninstallResult;
import dev.lockstep.postgres.schema.PostgresSchemas;
import dev.lockstep.postgres.script.JdbcBaseline;
import dev.lockstep.postgres.script.JdbcDrift;
import dev.lockstep.postgres.script.JdbcHistoryState;
import dev.lockstep.postgres.script.JdbcUninstall;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.StepJournal;
import dev.lockstep.worker.TargetRequests;
import java.util.List;

/** Answers requests about one PostgreSQL database. */
public final class PostgresRequests implements TargetRequests {
    private final JdbcConnections connections;

    public PostgresRequests(JdbcConnections connections, StepJournal journal) {
        this.connections = connections;
    }

    @Override
    public List<String> types() {
        return List.of(
                TargetRequest.Baseline.TYPE,
                TargetRequest.Drift.TYPE,
                TargetRequest.Reidentify.TYPE,
                TargetRequest.Schema.TYPE,
                TargetRequest.SchemaDifference.TYPE,
                TargetRequest.SchemaVersions.TYPE,
                TargetRequest.Uninstall.TYPE);
    }

    @Override
    public UninstallResult uninstall(TargetRequest.Uninstall request) {
        return new JdbcUninstall(connections).run(request);
    }

    @Override
    public StoreDrift storeDrift(List<TargetRequest.ExpectedStep> steps) {
        return new JdbcDrift(connections).find(steps);
    }

    @Override
    public BaselineResult baseline(TargetRequest.Baseline request) {
        return new JdbcBaseline(connections).run(request);
    }

    @Override
    public PackedSchema schema(TargetRequest.Schema request) {
        return new PostgresSchemas(connections).read(request);
    }

    @Override
    public SchemaDifferenceResult schemaDifference(TargetRequest.SchemaDifference request) {
        return new PostgresSchemas(connections).difference(request);
    }

    /** The versions of a database are in its schema history, which is small, so the limits do not apply. */
    @Override
    public SchemaVersionsResult schemaVersions(TargetRequest.SchemaVersions request) {
        long start = System.nanoTime();
        return JdbcHistoryState.read(connections)
                .map(history -> new SchemaVersionsResult(true, millisecondsSince(start), List.of(), history, List.of()))
                .orElseGet(() -> new SchemaVersionsResult(
                        true,
                        millisecondsSince(start),
                        List.of(),
                        null,
                        List.of("there is no history table %s, so no version is applied"
                                .formatted(connections.settings().historyTable()))));
    }

    private static long millisecondsSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
