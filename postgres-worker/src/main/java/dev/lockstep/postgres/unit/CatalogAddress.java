package dev.lockstep.postgres.unit;

/**
 * The identity of a catalog object on the server. The columns of a table belong to the address of the table.
 *
 * @param catalog the system table that contains the object, such as {@code pg_class}
 * @param oid the object's OID
 */
public record CatalogAddress(String catalog, long oid) {}
