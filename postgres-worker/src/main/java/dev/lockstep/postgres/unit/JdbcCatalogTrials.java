package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.JdbcCatalogWrites.Progress;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds what each of several scripts changes in the catalog, although all run in one open transaction. */
public final class JdbcCatalogTrials {
    private final JdbcClient own;
    private final JdbcChangedObjects objects;
    private final JdbcCatalogDefinitions definitions;
    private final Progress atStart;

    private JdbcCatalogTrials(JdbcClient own, JdbcCatalogReader committed, JdbcCatalogDefinitions definitions) {
        this.own = own;
        this.definitions = definitions;
        this.atStart = JdbcCatalogWrites.progress(own);
        this.objects = new JdbcChangedObjects(own, JdbcCatalogTransaction.retrying(committed), atStart);
    }

    static JdbcCatalogTrials start(JdbcDispatchSession session, JdbcCatalogDefinitions definitions) {
        return new JdbcCatalogTrials(session.jdbc(), session::readCatalog, definitions);
    }

    /** Starts before the {@code up} of a script, in the state to which the transaction is rolled back later. */
    public JdbcCatalogTrial next() {
        return new JdbcCatalogTrial(this);
    }

    /** What the transaction has written to system tables until now, also what it has rolled back since. */
    Progress progress() {
        return JdbcCatalogWrites.progress(own);
    }

    /** The objects that differ now from the committed catalog. */
    Set<CatalogAddress> changed() {
        return changed(progress());
    }

    /** The same, if the progress was just read. */
    Set<CatalogAddress> changed(Progress now) {
        return objects.changed(objects.writes(now.since(atStart)));
    }

    List<CatalogDefinition> read(Collection<CatalogAddress> addresses) {
        return addresses.isEmpty()
                ? List.of()
                : JdbcCatalogTransaction.read(own, jdbc -> definitions.read(jdbc, addresses));
    }
}
