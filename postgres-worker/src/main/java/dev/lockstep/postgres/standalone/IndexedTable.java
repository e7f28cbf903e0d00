package dev.lockstep.postgres.standalone;

/**
 * A table in the catalog on which an index is created.
 *
 * @param name the name without schema, quoted where necessary
 * @param qualifiedName the name with schema, quoted where necessary
 * @param kind the value of {@code pg_class.relkind}
 * @param owned whether the worker's user has the privileges of the table's owner
 * @param schemaWritable whether the worker's user may create objects in the table's schema
 */
record IndexedTable(String name, String qualifiedName, String kind, boolean owned, boolean schemaWritable) {}
