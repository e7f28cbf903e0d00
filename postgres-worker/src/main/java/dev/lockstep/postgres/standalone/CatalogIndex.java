package dev.lockstep.postgres.standalone;

/**
 * An index that exists.
 *
 * @param oid its identity; a dropped and recreated index has another one
 * @param name qualified and quoted where necessary
 * @param definition its {@code CREATE INDEX} statement
 * @param attributes what its definition does not contain: tablespace, clustering, replica identity, constraints on it
 */
public record CatalogIndex(long oid, String name, String definition, String attributes) {
    /** Definition and attributes as one text. */
    public String text() {
        return attributes.isEmpty() ? definition : definition + "; " + attributes;
    }
}
