package dev.lockstep.postgres.unit;

/**
 * One named definition of an address. A table has several: the table, each column, its privileges.
 *
 * @param object the object's kind and qualified name, such as {@code index public.i}
 * @param definition properties on the first line, and SQL text from the second line on if the object has any
 */
record CatalogDefinition(CatalogAddress address, String object, String definition) {}
