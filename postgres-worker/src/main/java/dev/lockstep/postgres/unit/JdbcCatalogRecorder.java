package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.postgres.unit.JdbcCatalogWrites.Counter;
import dev.lockstep.postgres.unit.JdbcCatalogWrites.Progress;
import dev.lockstep.worker.OperationFailed;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Records what a script changes in the catalog, at a cost that depends on what it changes. {@code docs/adr/0018}
 * explains how. {@link #run} runs attempts of the script; each calls {@link #start} and {@link #end} in its
 * transaction.
 */
public final class JdbcCatalogRecorder {
    private static final int MAX_ATTEMPTS = 4;
    /** Enough for the views and foreign keys of most tables; others are read when the script has changed them. */
    private static final int MAX_DEPENDENTS = 500;
    /** The script holds locks while this query waits for them. */
    private static final String SHORT_LOCK_TIMEOUT = "SELECT set_config('lock_timeout', '20ms', true)";

    private final JdbcClient script;
    private final JdbcCatalogReader committed;
    private final JdbcCatalogDefinitions definitions;
    private final Set<String> words;
    private final Set<CatalogAddress> required = new HashSet<>();
    private CatalogReadAhead readAhead = CatalogReadAhead.NONE;
    private Progress atStart = Progress.NONE;

    JdbcCatalogRecorder(
            JdbcClient script, JdbcCatalogReader committed, JdbcCatalogDefinitions definitions, Set<String> words) {
        this.script = script;
        this.committed = committed;
        this.definitions = definitions;
        this.words = Set.copyOf(words);
    }

    /**
     * Runs the attempt. It is run again if it locks objects whose definitions had not been read before; {@link #end}
     * has rolled it back.
     */
    public <T> T run(Supplier<T> attempt) {
        for (int attempts = 1; ; attempts++) {
            try {
                return attempt.get();
            } catch (RuntimeException e) {
                CatalogNotReadAhead missing =
                        PostgresFailures.find(e, CatalogNotReadAhead.class).orElseThrow(() -> e);
                if (attempts == MAX_ATTEMPTS) {
                    throw OperationFailed.retriable(
                            "catalog-changing",
                            "the definitions of %d objects could not be read before or after the script in %d attempts,"
                                            .formatted(missing.addresses().size(), attempts)
                                    + " because the script or another session locks them");
                }
                required.addAll(missing.addresses());
            }
        }
    }

    /** Reads definitions of objects that the script will probably change; call it before the first statement. */
    public void start() {
        atStart = JdbcCatalogWrites.progress(script);
        readAhead = words.isEmpty() && required.isEmpty() ? CatalogReadAhead.NONE : readAhead();
    }

    private CatalogReadAhead readAhead() {
        try {
            return committed.read(this::readAhead);
        } catch (DataAccessException e) {
            if (required.isEmpty() && PostgresFailures.isLockNotAvailable(e)) {
                return CatalogReadAhead.NONE;
            }
            throw e;
        }
    }

    private CatalogReadAhead readAhead(JdbcClient jdbc) {
        Set<CatalogAddress> addresses = new HashSet<>(required);
        addresses.addAll(JdbcCatalogAddresses.named(jdbc, words, MAX_DEPENDENTS));
        Map<CatalogAddress, String> versions = versions(jdbc, addresses);
        return new CatalogReadAhead(addresses, versions, definitions.read(jdbc, addresses));
    }

    private Map<CatalogAddress, String> versions(JdbcClient jdbc, Set<CatalogAddress> addresses) {
        return JdbcCatalogVersions.read(jdbc, addresses, atStart.byTable().keySet());
    }

    /**
     * The changes, and the present definitions of some objects; call it after the last statement.
     *
     * @param objects names of objects, as in {@link CatalogChange#object}
     */
    public CatalogDelta end(Collection<String> objects) {
        Map<String, Counter> written = JdbcCatalogWrites.progress(script).since(atStart);
        if (written.isEmpty() && objects.isEmpty()) {
            return CatalogDelta.NONE;
        }
        JdbcChangedObjects objectsOfScript = new JdbcChangedObjects(script, committed, atStart);
        CatalogWrites writes = objectsOfScript.writes(written);
        Set<CatalogAddress> changed = objectsOfScript.changed(writes);
        List<CatalogDefinition> before = before(changed);
        List<CatalogDefinition> after = JdbcCatalogTransaction.read(script, jdbc -> {
            Set<CatalogAddress> wanted = new HashSet<>(changed);
            wanted.addAll(JdbcCatalogAddresses.named(jdbc, CatalogWords.of(objects), 0));
            return definitions.read(jdbc, wanted);
        });
        Set<CatalogAddress> compared = new HashSet<>(writes.changed());
        addresses(after).filter(changed::contains).forEach(compared::add);
        compared.addAll(withoutDefinition(before, compared));
        return new CatalogDelta(
                of(before, compared).changesTo(of(after, compared)),
                CatalogSnapshot.of(after.stream()),
                !written.isEmpty());
    }

    /**
     * Objects that exist, but have no definition any more, because the script has added their table to an extension. An
     * object that the script did not change and that is absent now was dropped by another session.
     */
    private Set<CatalogAddress> withoutDefinition(List<CatalogDefinition> before, Set<CatalogAddress> compared) {
        Set<CatalogAddress> others =
                addresses(before).filter(address -> !compared.contains(address)).collect(Collectors.toSet());
        return others.isEmpty()
                ? others
                : JdbcCatalogTransaction.read(script, jdbc -> versions(jdbc, others))
                        .keySet();
    }

    private static Stream<CatalogAddress> addresses(List<CatalogDefinition> definitions) {
        return definitions.stream().map(CatalogDefinition::address);
    }

    private static CatalogSnapshot of(List<CatalogDefinition> definitions, Set<CatalogAddress> addresses) {
        return CatalogSnapshot.of(definitions.stream().filter(definition -> addresses.contains(definition.address())));
    }

    /** Another session can have changed objects after they were read ahead; these are read again. */
    private List<CatalogDefinition> before(Set<CatalogAddress> changed) {
        Set<CatalogAddress> read = readAhead.among(changed);
        Set<CatalogAddress> known =
                read.isEmpty() ? read : readAhead.unchanged(read, committed.read(jdbc -> versions(jdbc, read)));
        Set<CatalogAddress> missing = new HashSet<>(changed);
        missing.removeAll(known);
        return Stream.concat(readAhead.definitionsOf(known).stream(), readNow(missing).stream())
                .toList();
    }

    /** Succeeds if the script holds no lock on these objects that excludes readers. */
    private List<CatalogDefinition> readNow(Set<CatalogAddress> missing) {
        if (missing.isEmpty()) {
            return List.of();
        }
        try {
            return committed.read(jdbc -> {
                jdbc.sql(SHORT_LOCK_TIMEOUT).query().listOfRows();
                return definitions.read(jdbc, missing);
            });
        } catch (DataAccessException e) {
            if (PostgresFailures.isLockNotAvailable(e)) {
                throw new CatalogNotReadAhead(missing, e);
            }
            throw e;
        }
    }
}
