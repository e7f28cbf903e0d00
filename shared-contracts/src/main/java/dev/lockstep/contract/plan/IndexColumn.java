package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One key of an index: a column or an expression. In a plan, a column with nothing else may be written as its name.
 *
 * @param column the column's name
 * @param expression an SQL expression over the table's columns
 * @param order of the entries in the index
 * @param nulls where nulls are in that order; absent means last for {@code asc} and first for {@code desc}
 * @param opclass the operator class; absent means the default of the column's type
 * @param collation the collation; absent means that of the column
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
            throw InvalidValue.of(
                    column == null
                            ? "the key has neither column nor expression"
                            : "the key has both column and expression",
                    "write exactly one of column and expression");
        }
        if (expression != null && expression.isBlank()) {
            throw InvalidValue.in("expression", "expression is blank", "write an SQL expression, or name a column");
        }
        this.column = column;
        this.expression = expression;
        this.order = order == null ? Order.ASC : order;
        this.nulls = nulls;
        this.opclass = opclass;
        this.collation = collation;
    }

    /** A column in ascending order, with the defaults of its type. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static IndexColumn named(String column) {
        return new IndexColumn(new PostgresName(column), null, null, null, null, null);
    }

    /** The order of the entries in the index. */
    public enum Order {
        @JsonProperty("asc")
        ASC,
        @JsonProperty("desc")
        DESC
    }

    /** Where nulls are in the order. */
    public enum Nulls {
        @JsonProperty("first")
        FIRST,
        @JsonProperty("last")
        LAST
    }
}
