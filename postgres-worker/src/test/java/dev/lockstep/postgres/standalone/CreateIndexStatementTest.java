package dev.lockstep.postgres.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.postgres.fixture.IndexOperations;
import dev.lockstep.worker.OperationFailed;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CreateIndexStatementTest {
    @Nested
    class A_statement {
        @Test
        void quotes_every_name_and_parenthesizes_every_expression() {
            CreateIndexStatement statement = CreateIndexStatement.of(
                    IndexOperations.parse(
                            """
                            {"table": "s.T", "name": "I", "unique": true, "nullsNotDistinct": true, "method": "btree",
                             "columns": ["a", {"expression": "lower(b)", "order": "desc", "nulls": "last"},
                                         {"column": "c", "collation": "C", "opclass": "s.ops"}],
                             "include": ["d", "e"], "with": {"fillfactor": 70, "mode": "it's"}, "where": "a > 1 -- why"}"""));
            assertThat(statement.concurrentSql("s.\"T\""))
                    .isEqualTo("CREATE UNIQUE INDEX CONCURRENTLY \"I\" ON s.\"T\" USING \"btree\""
                            + " (\"a\", (lower(b)) DESC NULLS LAST, \"c\" COLLATE \"C\" \"s\".\"ops\")"
                            + " INCLUDE (\"d\", \"e\") NULLS NOT DISTINCT WITH (\"fillfactor\" = '70', \"mode\" = 'it''s')"
                            + " WHERE (a > 1)");
            assertThat(statement.transactionalSql("t")).startsWith("CREATE UNIQUE INDEX \"I\" ON t USING");
        }

        @Test
        void with_an_expression_that_closes_the_parenthesis_is_refused() {
            assertThatThrownBy(() -> CreateIndexStatement.of(
                            IndexOperations.onExercises("i", "[\"a\", {\"expression\": \"b)); DROP TABLE t; --\"}]")))
                    .isInstanceOf(OperationFailed.class)
                    .hasMessageStartingWith(
                            "expression-refused: columns[1].expression: line 1, column 2: \")\" has no opening parenthesis");
        }
    }
}
