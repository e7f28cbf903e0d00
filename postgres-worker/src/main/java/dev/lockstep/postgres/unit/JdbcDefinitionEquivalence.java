package dev.lockstep.postgres.unit;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.target.JdbcSavepoint;
import dev.lockstep.postgres.target.PostgresFailures;
import dev.lockstep.postgres.unit.ScratchDefinition.Owner;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two definitions mean the same if the server, asked to parse one of them, prints the other. The server does not always
 * print an expression as it was written, and may print it in another way after it has parsed it again. The text is parsed
 * in a temporary object, which is rolled back.
 */
final class JdbcDefinitionEquivalence implements DefinitionEquivalence {
    private static final String OWNER = SqlResource.read("definition-owner.sql");

    private final JdbcClient jdbc;
    private final Consumer<String> statements;
    private final JdbcCatalogDefinitions definitions;

    /**
     * Compares in the current transaction.
     *
     * @param statements executes one command as it is, in the same transaction
     */
    JdbcDefinitionEquivalence(JdbcClient jdbc, Consumer<String> statements, JdbcCatalogDefinitions definitions) {
        this.jdbc = jdbc;
        this.statements = statements;
        this.definitions = definitions;
    }

    @Override
    public boolean holds(CatalogChange change) {
        String before = change.before();
        String after = change.after();
        if (before == null || after == null || !before.contains("\n") || !after.contains("\n")) {
            return false;
        }
        String object = change.object();
        String sourceBefore = source(object, before);
        String sourceAfter = source(object, after);
        return properties(before).equals(properties(after))
                && (prints(change, sourceBefore, sourceAfter) || prints(change, sourceAfter, sourceBefore));
    }

    private static String properties(String definition) {
        return definition.substring(0, definition.indexOf('\n'));
    }

    /** The copy of a partitioned table has no partitions, so its indexes are printed without ONLY. */
    private static String source(String object, String definition) {
        String text = definition.substring(definition.indexOf('\n') + 1);
        return object.startsWith(CatalogChange.INDEX) ? text.replaceFirst(" ON ONLY ", " ON ") : text;
    }

    private boolean prints(CatalogChange change, String source, String expected) {
        try {
            return JdbcSavepoint.readCatalog(jdbc, () -> parseAndPrint(change, source))
                    .filter(expected::equals)
                    .isPresent();
        } catch (DataAccessException e) {
            if (!(PostgresFailures.of(e) instanceof StepFailure.Permanent)) {
                throw e;
            }
            JdbcSavepoint.rollBack(jdbc);
            return false;
        }
    }

    private Optional<String> parseAndPrint(CatalogChange change, String source) {
        Owner owner = addressOf(change.object())
                .map(address -> ownerOf(address, change.object()))
                .orElse(null);
        return owner == null
                ? Optional.empty()
                : ScratchDefinition.of(change, owner, source).flatMap(this::print);
    }

    private Optional<CatalogAddress> addressOf(String object) {
        Set<CatalogAddress> named = JdbcCatalogAddresses.named(jdbc, CatalogWords.of(List.of(object)), 0);
        return definitions.read(jdbc, named).stream()
                .filter(definition -> definition.object().equals(object))
                .map(CatalogDefinition::address)
                .findFirst();
    }

    private @Nullable Owner ownerOf(CatalogAddress address, String object) {
        return jdbc.sql(OWNER)
                .param("catalog", address.catalog())
                .param("oid", address.oid())
                .param("published", publishedTable(object))
                .query(Owner.class)
                .single();
    }

    /** The table in {@code publication p of t}; the name of any table for other objects. */
    private static String publishedTable(String object) {
        return object.startsWith("publication ")
                ? object.substring(object.lastIndexOf(" of ") + " of ".length())
                : "pg_catalog.pg_class";
    }

    private Optional<String> print(ScratchDefinition copy) {
        copy.statements().forEach(statements);
        return jdbc.sql(copy.query()).query(String.class).optional().map(copy::original);
    }
}
