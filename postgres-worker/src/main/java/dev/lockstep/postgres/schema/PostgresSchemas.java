package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcSession;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.worker.OperationFailed;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the schema of a target, and tries statements between two schemas. Every transaction is rolled back. */
public final class PostgresSchemas {
    private final JdbcConnections connections;

    public PostgresSchemas(JdbcConnections connections) {
        this.connections = connections;
    }

    /** Reads all definitions. */
    public PackedSchema read(TargetRequest.Schema request) {
        return inRolledBackTransaction(request, work -> {
            work.trial().limitStatements();
            return work.schema().pack(work.schema().read());
        });
    }

    /** Finds and tries the statements that bring about the wanted definitions. */
    public SchemaDifferenceResult difference(TargetRequest.SchemaDifference request) {
        return inRolledBackTransaction(request, work -> new JdbcSchemaDifference(
                        work.jdbc(),
                        work.schema(),
                        work.trial(),
                        work.catalog().equivalence(work.jdbc(), work.trial()::execute))
                .find(request));
    }

    private record Work(JdbcClient jdbc, JdbcCatalog catalog, JdbcSchema schema, JdbcTrial trial) {}

    /** The connection is closed afterwards: statements of a definition may have changed its session. */
    private <T> T inRolledBackTransaction(TargetRequest request, Function<Work, T> work) {
        JdbcSession session = connections
                .sessions()
                .take("lockstep/%s/%s".formatted(request.header().dispatch(), request.type()));
        try {
            connections.sessions().allowLongStatements(session);
            SingleConnectionDataSource connection = JdbcConnections.dataSourceOf(session.connection());
            TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(connection));
            return Objects.requireNonNull(transaction.execute(status -> {
                status.setRollbackOnly();
                return ended(work(connection), work);
            }));
        } finally {
            connections.sessions().discard(session);
        }
    }

    /** The result, if the transaction is still the one in which the work began. */
    private static <T> T ended(Work started, Function<Work, T> work) {
        T result;
        try {
            result = limited(started, work);
        } catch (RuntimeException e) {
            endAfter(e, started.trial());
            throw e;
        }
        started.trial().end();
        return result;
    }

    private static void endAfter(RuntimeException failure, JdbcTrial trial) {
        try {
            trial.end();
        } catch (OperationFailed e) {
            e.addSuppressed(failure);
            throw e;
        } catch (DataAccessException e) {
            failure.addSuppressed(e);
        }
    }

    private static <T> T limited(Work started, Function<Work, T> work) {
        try {
            return work.apply(started);
        } catch (DataAccessException e) {
            throw JdbcTrial.isCancelled(e) ? started.trial().limitExceeded() : e;
        }
    }

    private Work work(SingleConnectionDataSource connection) {
        JdbcClient jdbc = JdbcClient.create(connection);
        String history = JdbcSchema.historyTable(jdbc, connections.settings().historyTable());
        JdbcCatalog catalog = new JdbcCatalog(history);
        JdbcTrial trial = new JdbcTrial(connection, jdbc, connections.settings().dryRunLimit());
        return new Work(jdbc, catalog, new JdbcSchema(jdbc, catalog, history), trial);
    }
}
