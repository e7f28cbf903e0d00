package dev.lockstep.postgres.unit;

import java.util.List;
import java.util.stream.Stream;

/**
 * A definition, with the statements that bring it about.
 *
 * @param object the object's kind and qualified name, such as {@code index public.i}
 * @param definition properties on the first line, and SQL text from the second line on if the object has any
 * @param statements in the order in which they are run; none for kinds of objects that Lockstep does not create
 */
public record CatalogObject(
        CatalogAddress address, String object, String definition, List<ObjectStatement> statements) {
    public CatalogObject {
        statements = List.copyOf(statements);
    }

    /** The statements for one purpose. */
    public Stream<String> statements(ObjectStatement.Purpose purpose) {
        return statements.stream()
                .filter(statement -> statement.purpose() == purpose)
                .map(ObjectStatement::sql);
    }

    public boolean has(ObjectStatement.Purpose purpose) {
        return statements(purpose).findAny().isPresent();
    }

    /** The first word of the name: table, column, index … */
    public String kind() {
        return object.substring(0, object.indexOf(' '));
    }
}
