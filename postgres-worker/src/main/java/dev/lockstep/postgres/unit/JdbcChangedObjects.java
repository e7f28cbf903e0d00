package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.unit.CatalogWrites.Rows;
import dev.lockstep.postgres.unit.JdbcCatalogWrites.Counter;
import dev.lockstep.postgres.unit.JdbcCatalogWrites.Progress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the objects that an open transaction has changed in the catalog. */
final class JdbcChangedObjects {
    private final JdbcClient own;
    private final JdbcCatalogReader committed;
    private final Progress atStart;

    /**
     * @param own runs in the transaction
     * @param atStart what the transaction had written before the changes that are looked for
     */
    JdbcChangedObjects(JdbcClient own, JdbcCatalogReader committed, Progress atStart) {
        this.own = own;
        this.committed = committed;
        this.atStart = atStart;
    }

    /** What the transaction has written to these system tables. */
    CatalogWrites writes(Map<String, Counter> written) {
        if (written.isEmpty()) {
            return CatalogWrites.NONE;
        }
        CatalogWrites writes = allWrites(written);
        Set<CatalogAddress> uncertain = writes.uncertain();
        return uncertain.isEmpty() ? writes : writes.without(ofOtherSessions(uncertain));
    }

    /**
     * The script sees the rows that another session has removed, like any other transaction; not those that it removed.
     */
    private Set<CatalogAddress> ofOtherSessions(Set<CatalogAddress> uncertain) {
        Set<String> tables = atStart.byTable().keySet();
        Map<CatalogAddress, String> committedVersions =
                committed.read(jdbc -> JdbcCatalogVersions.read(jdbc, uncertain, tables));
        Map<CatalogAddress, String> ownVersions =
                JdbcCatalogTransaction.read(own, jdbc -> JdbcCatalogVersions.read(jdbc, uncertain, tables));
        return uncertain.stream()
                .filter(address -> ownVersions.containsKey(address)
                        && ownVersions.get(address).equals(committedVersions.get(address)))
                .collect(Collectors.toSet());
    }

    /** Both connections read at the same time, because the script holds its locks meanwhile. */
    private CatalogWrites allWrites(Map<String, Counter> written) {
        FutureTask<Map<CatalogAddress, Rows>> removed =
                new FutureTask<>(() -> committed.read(jdbc -> JdbcCatalogWrites.removed(jdbc, written, atStart)));
        Thread reader = Thread.ofVirtual().name("catalog-reader").start(removed);
        try {
            return new CatalogWrites(
                    JdbcCatalogTransaction.read(own, jdbc -> JdbcCatalogWrites.added(jdbc, written, atStart)),
                    removed.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the catalog was read", e);
        } finally {
            join(reader);
        }
    }

    /** Waits for the end of the thread; returns at once if the current thread is interrupted. */
    private static void join(Thread reader) {
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The changed objects, and those that depend on an object whose name or columns have changed. */
    Set<CatalogAddress> changed(CatalogWrites writes) {
        Set<CatalogAddress> renamed = writes.renamed();
        Stream<CatalogAddress> dependents = renamed.isEmpty()
                ? Stream.of()
                : Stream.concat(
                        committed.read(jdbc -> JdbcCatalogAddresses.withDependents(jdbc, renamed)).stream(),
                        JdbcCatalogTransaction.read(own, jdbc -> JdbcCatalogAddresses.withDependents(jdbc, renamed))
                                .stream());
        return Stream.concat(writes.changed().stream(), dependents)
                .filter(JdbcCatalogDefinitions::contains)
                .collect(Collectors.toSet());
    }
}
