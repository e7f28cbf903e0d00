package dev.lockstep.postgres.unit;

import java.util.List;

/**
 * A system table whose rows define catalog objects.
 *
 * @param name the table
 * @param catalog an expression for the system table of the object that a row belongs to
 * @param oid an expression for the OID of that object
 * @param content an expression for the part of a row that definitions contain
 * @param naming an expression for the part of a row that definitions of other objects contain; NULL if there is none
 * @param condition a condition for the rows that are read
 */
record CatalogTable(String name, String catalog, String oid, String content, String naming, String condition) {
    private static final String CLASS_NAME = "(SELECT relname::text FROM pg_class WHERE pg_class.oid = t.%s)";
    private static final String ROW = "t::text";
    private static final String NOTHING = "NULL";
    private static final String ALL_ROWS = "true";

    static final List<CatalogTable> ALL = List.of(
            new CatalogTable(
                    "pg_class",
                    "'pg_class'",
                    "t.oid",
                    // These columns do not define the table; they change with its rows or with other objects.
                    "(to_jsonb(t) - '{relfilenode,relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,"
                            + "reltoastrelid,relhasindex,relhasrules,relhastriggers,relhassubclass,relchecks,relnatts,"
                            + "relrewrite}'::text[])::text",
                    "concat_ws(' ', t.relname, t.relnamespace)",
                    ALL_ROWS),
            new CatalogTable(
                    "pg_attribute",
                    "'pg_class'",
                    "t.attrelid",
                    ROW,
                    "concat_ws(' ', t.attnum, t.attname, t.atttypid, t.atttypmod, t.attcollation, t.attisdropped)",
                    ALL_ROWS),
            ofRelation("pg_attrdef", "t.adrelid"),
            ofRelation("pg_index", "t.indexrelid"),
            ofRelation("pg_inherits", "t.inhrelid"),
            // The owner of a sequence is in pg_depend, so its rows count as changed whenever they are written.
            new CatalogTable("pg_sequence", "'pg_class'", "t.seqrelid", "concat(t.*, t.xmin)", NOTHING, ALL_ROWS),
            ofRelation("pg_partitioned_table", "t.partrelid"),
            ofRelation("pg_foreign_table", "t.ftrelid"),
            new CatalogTable(
                    "pg_rewrite",
                    "CASE t.rulename WHEN '_RETURN' THEN 'pg_class' ELSE 'pg_rewrite' END",
                    "CASE t.rulename WHEN '_RETURN' THEN t.ev_class ELSE t.oid END",
                    ROW,
                    NOTHING,
                    ALL_ROWS),
            new CatalogTable(
                    "pg_trigger",
                    "CASE WHEN t.tgisinternal AND t.tgconstraint <> 0 THEN 'pg_constraint' ELSE 'pg_trigger' END",
                    "CASE WHEN t.tgisinternal AND t.tgconstraint <> 0 THEN t.tgconstraint ELSE t.oid END",
                    ROW,
                    NOTHING,
                    ALL_ROWS),
            object("pg_policy", NOTHING),
            object("pg_constraint", "t.conname"),
            object("pg_proc", ROW),
            part("pg_aggregate", "pg_proc", "t.aggfnoid::oid"),
            object("pg_type", ROW),
            new CatalogTable("pg_enum", "'pg_type'", "t.enumtypid", ROW, ROW, ALL_ROWS),
            part("pg_range", "pg_type", "t.rngtypid"),
            object("pg_statistic_ext", NOTHING),
            object("pg_event_trigger", NOTHING),
            object("pg_publication", NOTHING),
            part("pg_publication_rel", "pg_publication", "t.prpubid"),
            // Since PostgreSQL 15.
            part("pg_publication_namespace", "pg_publication", "t.pnpubid"),
            object("pg_foreign_server", "t.srvname"),
            object("pg_foreign_data_wrapper", "t.fdwname"),
            object("pg_operator", ROW),
            object("pg_opclass", ROW),
            object("pg_opfamily", ROW),
            object("pg_amop", NOTHING),
            object("pg_amproc", NOTHING),
            object("pg_cast", ROW),
            object("pg_collation", ROW),
            object("pg_conversion", ROW),
            object("pg_language", "t.lanname"),
            object("pg_am", "t.amname"),
            object("pg_transform", NOTHING),
            object("pg_ts_config", ROW),
            part("pg_ts_config_map", "pg_ts_config", "t.mapcfg"),
            object("pg_ts_dict", ROW),
            object("pg_ts_parser", ROW),
            object("pg_ts_template", ROW),
            object("pg_default_acl", NOTHING),
            object("pg_namespace", "t.nspname"),
            object("pg_extension", "t.extname"),
            new CatalogTable("pg_description", CLASS_NAME.formatted("classoid"), "t.objoid", ROW, NOTHING, ALL_ROWS),
            // Members of extensions have no definitions, nor have their constraints, triggers and policies.
            // Their entry here is all that changes when they become members.
            new CatalogTable(
                    "pg_depend",
                    CLASS_NAME.formatted("classid"),
                    "t.objid",
                    ROW,
                    ROW,
                    "t.refclassid = 'pg_extension'::regclass"));

    /** Conditions that together select the rows of {@code wanted}; an index supports each but those of publications. */
    List<String> lookups() {
        return switch (name) {
            case "pg_description" -> List.of("t.classoid = wanted.class AND t.objoid = wanted.oid");
            case "pg_depend" -> List.of("t.classid = wanted.class AND t.objid = wanted.oid");
            case "pg_rewrite" ->
                List.of(
                        lookup("pg_class", "t.ev_class") + " AND t.rulename = '_RETURN'",
                        lookup("pg_rewrite", "t.oid"));
            case "pg_trigger" -> List.of(lookup("pg_constraint", "t.tgconstraint"), lookup("pg_trigger", "t.oid"));
            default -> List.of("wanted.catalog = %s AND %s = wanted.oid".formatted(catalog, oid));
        };
    }

    private static String lookup(String catalog, String oid) {
        return "wanted.catalog = '%s' AND %s = wanted.oid".formatted(catalog, oid);
    }

    private static CatalogTable object(String name, String naming) {
        return new CatalogTable(name, "'%s'".formatted(name), "t.oid", ROW, naming, ALL_ROWS);
    }

    private static CatalogTable ofRelation(String name, String relation) {
        return part(name, "pg_class", relation);
    }

    private static CatalogTable part(String name, String catalog, String owner) {
        return new CatalogTable(name, "'%s'".formatted(catalog), owner, ROW, NOTHING, ALL_ROWS);
    }
}
