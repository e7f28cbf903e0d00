package dev.lockstep.postgres.unit;

import java.io.Serial;
import java.util.Set;

/** Rolls back a script that has locked objects whose definitions were not read before it. */
final class CatalogNotReadAhead extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Set<CatalogAddress> addresses;

    CatalogNotReadAhead(Set<CatalogAddress> addresses, Throwable cause) {
        super(
                "the definitions of %d objects that the script locks were not read before it"
                        .formatted(addresses.size()),
                cause);
        this.addresses = Set.copyOf(addresses);
    }

    Set<CatalogAddress> addresses() {
        return addresses;
    }
}
