package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.unit.JdbcCatalogWrites.Progress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what one script changes in the catalog, in a transaction that is rolled back to the state before the script.
 * Then the definitions before the script are read, because only afterwards it is known which ones are needed.
 *
 * <p>An object that the script changes differs before or after the script from the committed catalog, so its address is
 * found in one of both states.
 */
public final class JdbcCatalogTrial {
    private final JdbcCatalogTrials transaction;
    private final Set<CatalogAddress> changedByUp;
    private final Set<CatalogAddress> changedByDown = new HashSet<>();
    private final Progress start;
    private List<CatalogDefinition> before = List.of();
    private List<CatalogDefinition> afterUp = List.of();
    private List<CatalogDefinition> afterDown = List.of();

    JdbcCatalogTrial(JdbcCatalogTrials transaction) {
        this.transaction = transaction;
        this.start = transaction.progress();
        this.changedByUp = new HashSet<>(transaction.changed(start));
    }

    /** Whether the script has written to a system table; true if the server does not count rows. */
    public boolean isWritten() {
        return !transaction.progress().since(start).isEmpty();
    }

    /** Reads the definitions after {@code up}. */
    public void readAfterUp() {
        changedByUp.addAll(transaction.changed());
        afterUp = transaction.read(changedByUp);
    }

    /** Reads the definitions after {@code down}. */
    public void readAfterDown() {
        changedByDown.addAll(transaction.changed());
        changedByDown.removeAll(changedByUp);
        Set<CatalogAddress> all = new HashSet<>(changedByUp);
        all.addAll(changedByDown);
        afterDown = transaction.read(all);
    }

    /** Reads the definitions before {@code up}, after the transaction was rolled back to that state. */
    public void readBefore() {
        Set<CatalogAddress> all = new HashSet<>(changedByUp);
        all.addAll(changedByDown);
        before = transaction.read(all);
    }

    /** The changes of {@code up}, after {@link #readBefore}. */
    public List<CatalogChange> changes() {
        return CatalogSnapshot.of(before.stream().filter(this::isOfUp)).changesTo(CatalogSnapshot.of(afterUp.stream()));
    }

    /** What differs after {@code down}, after {@link #readBefore}; {@code down} has run in the transaction. */
    public CatalogComparison comparison(DefinitionEquivalence equivalence) {
        CatalogSnapshot end = CatalogSnapshot.of(afterDown.stream());
        // Up has not changed these objects, so their definitions before and after it are the same.
        CatalogSnapshot beforeDown = CatalogSnapshot.of(
                Stream.concat(afterUp.stream(), before.stream().filter(definition -> !isOfUp(definition))));
        return CatalogComparison.of(changes(), new CatalogDelta(beforeDown.changesTo(end), end, true), equivalence);
    }

    private boolean isOfUp(CatalogDefinition definition) {
        return changedByUp.contains(definition.address());
    }
}
