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
    private static StepOperation read(String fields) {
        return LockstepJson.plans()
                .readValue(
                        "{\"type\": \"postgres.create-index\", \"table\": \"t\", \"name\": \"i\", %s}"
                                .formatted(fields.replace('\'', '"')),
                        StepOperation.class);
    }

    @Nested
    class An_index {
        @Test
        void has_defaults_for_all_but_table_name_and_columns() {
            assertThat(read("'columns': ['a']"))
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
        void has_the_same_checksum_with_a_column_by_name_and_as_an_object() {
            assertThat(read("'columns': ['a']")).isEqualTo(read("'columns': [{'column': 'a', 'order': 'asc'}]"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'columns': [] | columns is empty",
                    "'columns': [{'order': 'desc'}] | the key has neither column nor expression",
                    "'columns': [{'column': 'a', 'expression': 'b'}] | the key has both column and expression",
                    "'columns': [{'expression': ' '}] | expression is blank",
                    "'columns': [''] | the name is empty",
                    "'columns': ['\\\"a\\\"'] | the name contains a double quote: \"a\"",
                    "'columns': ['a'], 'where': ' ' | where is blank",
                    "'columns': ['a'], 'nullsNotDistinct': true | nullsNotDistinct is true, but unique is false",
                    "'columns': ['a'], 'with': {'fillfactor': [70]} | with has \"fillfactor\": [70]; a parameter",
                    "'columns': ['a'], 'with': {'fillfactor': null} | with has \"fillfactor\": null; a parameter"
                })
        void is_refused_with_what_was_found(String fields, String message) {
            assertThatThrownBy(() -> read(fields))
                    .rootCause()
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageStartingWith(message);
        }

        @Test
        void has_a_name_without_a_schema() {
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
                    .hasMessageStartingWith("name is \"s.i\"");
        }
    }

    @Nested
    class A_name {
        @Test
        void may_have_63_bytes() {
            String longest = "א".repeat(31) + "a";
            assertThat(new PostgresName(longest).value()).isEqualTo(longest);
            assertThatThrownBy(() -> new PostgresName("א".repeat(32)))
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageEndingWith("has 64 bytes in UTF-8; PostgreSQL keeps 63");
        }

        @Test
        void may_have_a_schema_where_it_is_qualified() {
            assertThat(new PostgresQualifiedName("s.t").parts()).containsExactly("s", "t");
            assertThat(new PostgresQualifiedName("t").parts()).containsExactly("t");
            assertThatThrownBy(() -> new PostgresQualifiedName("d.s.t")).hasMessageContaining("has 3 parts");
            assertThatThrownBy(() -> new PostgresQualifiedName("s.")).hasMessageContaining("the name is empty");
        }
    }
}
