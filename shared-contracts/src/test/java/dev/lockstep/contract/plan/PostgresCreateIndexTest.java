package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.json.LockstepJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresCreateIndexTest {
    private static StepOperation parse(String fields) {
        return LockstepJson.plans()
                .readValue(
                        "{\"type\": \"postgres.create-index\", \"table\": \"t\", \"name\": \"i\", %s}"
                                .formatted(fields.replace('\'', '"')),
                        StepOperation.class);
    }

    @Nested
    class An_index {
        @Test
        void has_defaults_for_all_fields_except_table_name_and_columns() {
            assertThat(parse("'columns': ['a']"))
                    .isEqualTo(new PostgresCreateIndex(
                            new PostgresQualifiedName("t"),
                            new PostgresName("i"),
                            List.of(IndexColumn.named("a")),
                            false,
                            new PostgresName("btree"),
                            List.of(),
                            null,
                            Map.of(),
                            false));
        }

        @Test
        void is_equal_with_a_column_written_as_name_and_as_object() {
            assertThat(parse("'columns': ['a']")).isEqualTo(parse("'columns': [{'column': 'a', 'order': 'asc'}]"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'columns': [] | operation.columns is empty",
                    "'columns': [{'order': 'desc'}] | the index column has neither column nor expression",
                    "'columns': [{'column': 'a', 'expression': 'b'}] | the index column has both column and expression",
                    "'columns': [{'expression': ' '}] | the expression of the index column is blank",
                    "'columns': [''] | the name is empty",
                    "'columns': ['\\\"a\\\"'] | the name contains a double quote: \"a\"",
                    "'columns': ['a'], 'where': ' ' | operation.where is blank",
                    "'columns': ['a'], 'nullsNotDistinct': true | operation.nullsNotDistinct is true, but operation.unique is false",
                    "'columns': ['a'], 'with': {'fillfactor': [70]} | operation.with.fillfactor is an array; a number, a string or a boolean is expected",
                    "'columns': ['a'], 'with': {'fillfactor': null} | operation.with.fillfactor is null; a number, a string or a boolean is expected"
                })
        void is_refused_with_the_invalid_value_in_the_message(String fields, String message) {
            assertThatThrownBy(() -> parse(fields))
                    .rootCause()
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageStartingWith(message);
        }

        @Test
        void is_refused_with_a_schema_in_its_name() {
            assertThatThrownBy(() -> new PostgresCreateIndex(
                            new PostgresQualifiedName("s.t"),
                            new PostgresName("s.i"),
                            List.of(IndexColumn.named("a")),
                            false,
                            null,
                            null,
                            null,
                            null,
                            false))
                    .isInstanceOfSatisfying(InvalidValue.class, invalid -> assertThat(invalid.field())
                            .isEqualTo("name"))
                    .hasMessage("operation.name is \"s.i\", which contains a dot");
        }
    }

    @Nested
    class A_name {
        @Test
        void has_at_most_63_bytes() {
            String longest = "א".repeat(31) + "a";
            assertThat(new PostgresName(longest).value()).isEqualTo(longest);
            assertThatThrownBy(() -> new PostgresName("א".repeat(32)))
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageEndingWith("has 64 bytes in UTF-8; the limit of PostgreSQL is 63");
        }

        @Test
        void may_be_qualified_with_a_schema() {
            assertThat(new PostgresQualifiedName("s.t").parts()).containsExactly("s", "t");
            assertThat(new PostgresQualifiedName("t").parts()).containsExactly("t");
            assertThatThrownBy(() -> new PostgresQualifiedName("d.s.t")).hasMessageContaining("has 3 parts");
            assertThatThrownBy(() -> new PostgresQualifiedName("s."))
                    .hasMessage("the name is \"s.\", which has an empty part");
        }
    }
}
