package dev.lockstep.postgres.standalone;

/**
 * The table of an index, as the catalog has it.
 *
 * @param name without its schema, quoted where necessary
 * @param qualifiedName with its schema, quoted where necessary
 * @param kind {@code relkind} of the table
 * @param owned whether the worker's user has the rights of the table's owner
 * @param schemaWritable whether the worker's user may create objects in the table's schema
 */
record IndexedTable(String name, String qualifiedName, String kind, boolean owned, boolean schemaWritable) {}
