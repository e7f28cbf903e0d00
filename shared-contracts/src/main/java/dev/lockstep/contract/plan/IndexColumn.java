package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an index: a column or an expression. In a plan, a column without options may be written as its name.
 *
 * @param column the column's name
 * @param expression an SQL expression over the table's columns
 * @param order the sort order of the index
 * @param nulls the place of nulls in the sort order; absent means last for {@code asc} and first for {@code desc}
 * @param opclass the operator class; absent means the default of the column's type
 * @param collation the collation; absent means the collation of the column
 */
public record IndexColumn(
        @Nullable PostgresName column,
        @Nullable String expression,
        Order order,
        @Nullable Nulls nulls,
        @Nullable PostgresQualifiedName opclass,
        @Nullable PostgresName collation) {

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public IndexColumn(
            @Nullable PostgresName column,
            @Nullable String expression,
            @Nullable Order order,
            @Nullable Nulls nulls,
            @Nullable PostgresQualifiedName opclass,
            @Nullable PostgresName collation) {
        if ((column == null) == (expression == null)) {
            throw InvalidValue.withoutPath(
                    "the index column",
                    column == null ? "has neither column nor expression" : "has both column and expression",
                    column == null ? "add column or expression" : "remove column or expression");
        }
        if (expression != null && expression.isBlank()) {
            throw InvalidValue.in(
                    "expression",
                    "the expression of the index column is blank",
                    "write an SQL expression such as lower(name)");
        }
        this.column = column;
        this.expression = expression;
        this.order = order == null ? Order.ASC : order;
        this.nulls = nulls;
        this.opclass = opclass;
        this.collation = collation;
    }

    /** Creates an index column without options. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static IndexColumn named(String column) {
        return new IndexColumn(new PostgresName(column), null, null, null, null, null);
    }

    /** The sort order of an index. */
    public enum Order {
        @JsonProperty("asc")
        ASC,
        @JsonProperty("desc")
        DESC
    }

    /** The place of nulls in the sort order. */
    public enum Nulls {
        @JsonProperty("first")
        FIRST,
        @JsonProperty("last")
        LAST
    }
}
