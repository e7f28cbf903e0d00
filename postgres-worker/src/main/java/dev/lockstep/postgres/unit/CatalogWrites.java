package dev.lockstep.postgres.unit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rows of system tables that a transaction has written, by the object that they belong to.
 *
 * @param added digests of the rows that the transaction has added, including new versions of updated rows
 * @param removed digests of the committed rows that it has deleted or replaced
 */
record CatalogWrites(Map<CatalogAddress, Rows> added, Map<CatalogAddress, Rows> removed) {
    static final CatalogWrites NONE = new CatalogWrites(Map.of(), Map.of());

    /**
     * The rows of one object.
     *
     * @param content a digest of what the rows contain
     * @param naming a digest of what definitions of other objects contain of them
     * @param hasOtherId whether one of them has the id of a subtransaction, maybe of another session
     */
    record Rows(String content, String naming, boolean hasOtherId) {
        private static final Rows ABSENT = new Rows("", "", false);
    }

    /** The objects whose rows have other content than before. */
    Set<CatalogAddress> changed() {
        return all().filter(address -> !contentOf(added, address).equals(contentOf(removed, address)))
                .collect(Collectors.toSet());
    }

    /** The objects that other objects may print in another way than before. */
    Set<CatalogAddress> renamed() {
        return all().filter(address -> !namingOf(added, address).equals(namingOf(removed, address)))
                .collect(Collectors.toSet());
    }

    /** The objects of which a subtransaction of another session may have removed all the rows in {@code removed}. */
    Set<CatalogAddress> uncertain() {
        return removed.keySet().stream()
                .filter(address -> !added.containsKey(address)
                        && Objects.requireNonNull(removed.get(address)).hasOtherId())
                .collect(Collectors.toSet());
    }

    CatalogWrites without(Set<CatalogAddress> others) {
        Map<CatalogAddress, Rows> own = new HashMap<>(removed);
        own.keySet().removeAll(others);
        return new CatalogWrites(added, own);
    }

    private Stream<CatalogAddress> all() {
        Set<CatalogAddress> addresses = new HashSet<>(added.keySet());
        addresses.addAll(removed.keySet());
        return addresses.stream();
    }

    private static String contentOf(Map<CatalogAddress, Rows> rows, CatalogAddress address) {
        return Objects.requireNonNull(rows.getOrDefault(address, Rows.ABSENT)).content();
    }

    private static String namingOf(Map<CatalogAddress, Rows> rows, CatalogAddress address) {
        return Objects.requireNonNull(rows.getOrDefault(address, Rows.ABSENT)).naming();
    }
}
