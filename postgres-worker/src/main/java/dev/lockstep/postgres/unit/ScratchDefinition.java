package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.target.SqlQuoting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Statements that create a temporary copy of an object from its printed SQL text, and a query that prints the copy.
 *
 * @param statements creates the copy
 * @param query prints the copy
 * @param originals the names of the originals by the names of their copies in schema {@code pg_temp}
 */
record ScratchDefinition(List<String> statements, String query, Map<String, String> originals) {
    private static final String COPY_NAME = "lockstep_copy";
    private static final String COPY = "pg_temp." + COPY_NAME;
    private static final String GENERATED = "GENERATED ALWAYS AS ";
    private static final String POLICY_TEXT =
            """
            concat_ws(E'\\n', 'USING (' || pg_get_expr(polqual, polrelid) || ')',
                      'WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')')""";
    private static final String ROW_FILTER_TEXT = "'WHERE (' || pg_get_expr(polqual, polrelid) || ')'";

    /**
     * The table or domain that the object belongs to.
     *
     * @param qualified the table's name with schema; null if the object belongs to no table
     * @param name the table's name
     * @param baseType the type of the domain; null if the object does not belong to a domain
     * @param parentKey how the table's parent is partitioned; null if the table is no partition
     */
    record Owner(
            @Nullable String qualified, @Nullable String name, @Nullable String baseType, @Nullable String parentKey) {
        /** A temporary table of the same name, which is empty and has the same columns. */
        private String copy() {
            return "pg_temp." + name;
        }

        /** The copy's name as a literal. */
        private String copyLiteral() {
            return SqlQuoting.escapedLiteral(copy());
        }

        private String createCopy() {
            return "CREATE TEMPORARY TABLE %s (LIKE %s)".formatted(copy(), qualified);
        }

        /**
         * Moves a definition from the table to its copy; null if it is the definition of an object of another table.
         *
         * @param context surrounds the table's name in the definition
         */
        private @Nullable String moved(String source, String context) {
            String from = context.formatted(qualified);
            int at = source.indexOf(from);
            return at < 0
                    ? null
                    : source.substring(0, at) + context.formatted(copy()) + source.substring(at + from.length());
        }
    }

    /**
     * A copy of an object; empty if objects of its kind have no parsed text, or if the text is about another table.
     *
     * @param change names the object, and its first line has the properties of the object
     * @param source the SQL text of the object
     */
    static Optional<ScratchDefinition> of(CatalogChange change, Owner owner, String source) {
        String kind = change.object().substring(0, change.object().indexOf(' '));
        return Optional.ofNullable(
                switch (kind) {
                    case "table" -> source.startsWith("PARTITION BY") ? partitionKey(owner, source) : view(source);
                    case "partition" -> partitionBound(change, owner, source);
                    case "column" -> column(change, owner, source);
                    case "index" -> index(owner, source);
                    case "constraint" -> owner.baseType() == null ? constraint(owner, source) : domain(owner, source);
                    case "trigger" -> trigger(owner, source);
                    case "rule" -> rule(owner, source);
                    case "policy" -> policy(owner, source, POLICY_TEXT);
                    case "publication" -> policy(owner, "USING" + source.substring("WHERE".length()), ROW_FILTER_TEXT);
                    case "statistics" -> statistics(change, owner, source);
                    case "type" -> domain(owner, source);
                    case "routine" -> routine(change, source);
                    default -> null;
                });
    }

    /** The text that the query has found, with the names of the originals. */
    String original(String printed) {
        String text = printed;
        for (Map.Entry<String, String> name : originals.entrySet()) {
            text = text.replaceAll(
                    "pg_temp(_\\d+)?\\." + Pattern.quote(name.getKey()), Matcher.quoteReplacement(name.getValue()));
        }
        return text;
    }

    private static ScratchDefinition onTable(Owner owner, String statement, String query) {
        return new ScratchDefinition(
                List.of(owner.createCopy(), statement),
                query.formatted(owner.copyLiteral()),
                Map.of(String.valueOf(owner.name()), String.valueOf(owner.qualified())));
    }

    private static @Nullable ScratchDefinition partitionBound(CatalogChange change, Owner owner, String source) {
        String parent = String.valueOf(change.after()).split("\n", 2)[0].substring("of ".length());
        return owner.parentKey() == null
                ? null
                : new ScratchDefinition(
                        List.of(
                                "CREATE TEMPORARY TABLE lockstep_parent (LIKE %s) PARTITION BY %s"
                                        .formatted(parent, owner.parentKey()),
                                "CREATE TEMPORARY TABLE lockstep_copy PARTITION OF pg_temp.lockstep_parent " + source),
                        "SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE oid = '%s'::regclass"
                                .formatted(COPY),
                        Map.of());
    }

    private static ScratchDefinition view(String source) {
        return new ScratchDefinition(
                List.of("CREATE TEMPORARY VIEW lockstep_copy AS " + source),
                "SELECT pg_get_viewdef('%s'::regclass)".formatted(COPY),
                Map.of());
    }

    private static ScratchDefinition partitionKey(Owner owner, String source) {
        return new ScratchDefinition(
                List.of(owner.createCopy() + " " + source),
                "SELECT 'PARTITION BY ' || pg_get_partkeydef(%s::regclass)".formatted(owner.copyLiteral()),
                Map.of());
    }

    /** The copy of the table has only this column's definition. */
    private static ScratchDefinition column(CatalogChange change, Owner owner, String source) {
        String column = change.object()
                .substring(
                        "column .".length() + String.valueOf(owner.qualified()).length());
        String query = " || pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = %s::regclass";
        if (source.startsWith("DEFAULT ")) {
            return onTable(
                    owner,
                    "ALTER TABLE %s ALTER COLUMN %s SET %s".formatted(owner.copy(), column, source),
                    "SELECT 'DEFAULT '" + query);
        }
        String expression = source.substring(GENERATED.length());
        String type = String.valueOf(change.after()).split("[;\n]", 2)[0];
        return onTable(
                owner,
                "ALTER TABLE %1$s DROP COLUMN %2$s, ADD COLUMN %2$s %3$s %4$s(%5$s) STORED"
                        .formatted(owner.copy(), column, type, GENERATED, expression),
                "SELECT '" + GENERATED + "'" + query);
    }

    private static @Nullable ScratchDefinition index(Owner owner, String source) {
        String moved = owner.moved(source, " ON %s USING ");
        return moved == null
                ? null
                : onTable(
                        owner, moved, "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass");
    }

    private static ScratchDefinition constraint(Owner owner, String source) {
        return onTable(
                owner,
                "ALTER TABLE %s ADD CONSTRAINT lockstep_copy %s".formatted(owner.copy(), source),
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                        + " WHERE conrelid = %s::regclass AND conname = 'lockstep_copy'");
    }

    /** A domain with one constraint or a default. */
    private static ScratchDefinition domain(Owner owner, String source) {
        return new ScratchDefinition(
                List.of("CREATE DOMAIN %s AS %s %s".formatted(COPY, owner.baseType(), source)),
                """
                SELECT coalesce((SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contypid = '%1$s'::regtype),
                                (SELECT 'DEFAULT ' || pg_get_expr(typdefaultbin, 0) FROM pg_type WHERE oid = '%1$s'::regtype))"""
                        .formatted(COPY),
                Map.of());
    }

    private static @Nullable ScratchDefinition trigger(Owner owner, String source) {
        String moved = owner.moved(source, " ON %s ");
        return moved == null
                ? null
                : onTable(owner, moved, "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass");
    }

    private static @Nullable ScratchDefinition rule(Owner owner, String source) {
        String moved = owner.moved(source, " TO %s");
        return moved == null
                ? null
                : onTable(owner, moved, "SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = %s::regclass");
    }

    private static ScratchDefinition policy(Owner owner, String source, String text) {
        return onTable(
                owner,
                "CREATE POLICY lockstep_copy ON %s %s".formatted(owner.copy(), source),
                "SELECT " + text + " FROM pg_policy WHERE polrelid = %s::regclass");
    }

    private static ScratchDefinition statistics(CatalogChange change, Owner owner, String source) {
        String name = change.object().substring("statistics ".length());
        String copy = source.replaceFirst(Pattern.quote(name), COPY);
        return new ScratchDefinition(
                List.of(owner.createCopy(), copy.substring(0, copy.lastIndexOf(" FROM ")) + " FROM " + owner.copy()),
                // The server prints the copy's table without a schema.
                ("SELECT regexp_replace(left(pg_get_statisticsobjdef(oid), -length(%1$s)), 'pg_temp[_0-9]*[.]$', '')"
                                + " || %2$s FROM pg_statistic_ext WHERE stxrelid = %3$s::regclass")
                        .formatted(
                                SqlQuoting.escapedLiteral(String.valueOf(owner.name())),
                                SqlQuoting.escapedLiteral(String.valueOf(owner.qualified())),
                                owner.copyLiteral()),
                Map.of(COPY_NAME, name));
    }

    private static ScratchDefinition routine(CatalogChange change, String source) {
        String signature = change.object().substring("routine ".length());
        String name = signature.substring(0, signature.indexOf('('));
        return new ScratchDefinition(
                List.of(source.replaceFirst(Pattern.quote(name + "("), COPY + "(")),
                "SELECT pg_get_functiondef(oid) FROM pg_proc"
                        + " WHERE pronamespace = pg_my_temp_schema() AND proname = 'lockstep_copy'",
                Map.of(COPY_NAME, name));
    }
}
