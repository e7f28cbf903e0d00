package dev.lockstep.postgres.standalone;

/**
 * An index that exists in the catalog.
 *
 * @param oid the identity of the index; a recreated index has another one
 * @param name the qualified name, quoted where necessary
 * @param definition the {@code CREATE INDEX} statement
 * @param attributes properties that are not in the definition: tablespace, clustering, replica identity, constraints
 */
public record CatalogIndex(long oid, String name, String definition, String attributes) {
    /** Definition and attributes in one string. */
    public String fullDefinition() {
        return attributes.isEmpty() ? definition : definition + "; " + attributes;
    }
}
