package dev.lockstep.contract.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MongoRenameFieldTest {
    private static MongoRenameField rename(String from, String to) {
        return new MongoRenameField("users", null, from, to, null);
    }

    private static JsonNode json(String text) {
        return LockstepJson.plans().readTree(text);
    }

    @Nested
    class Defaults {
        @Test
        void match_every_document_that_has_the_field_and_fail_where_the_new_field_exists() {
            MongoRenameField operation = rename("profile.lang", "profile.language");

            assertThat(operation.filter()).isEqualTo(json("{\"profile.lang\": {\"$exists\": true}}"));
            assertThat(operation.existing()).isEqualTo(ExistingFields.FAIL);
        }
    }

    @Nested
    class Paths {
        @Test
        void may_share_a_parent_or_a_beginning_of_a_name() {
            assertThat(rename("a.b", "a.bc").to()).isEqualTo("a.bc");
            assertThat(rename("a", "ab").to()).isEqualTo("ab");
            assertThat(rename("a._id", "a.id").from()).isEqualTo("a._id");
            assertThat(rename("a1", "a.1b").to()).isEqualTo("a.1b");
        }

        @ParameterizedTest
        @CsvSource({
            "_id, a, from, from is \"_id\"; which is the key of the document",
            "a, _id.b, to, to is \"_id.b\"; which is the key of the document",
            "a..b, c, from, from is \"a..b\"; which has an empty name",
            "'', c, from, from is \"\"; which has an empty name",
            "a., c, from, from is \"a.\"; which has an empty name",
            "a, b$.c, to, to is \"b$.c\"; which contains $",
            "a.10.b, c, from, from is \"a.10.b\"; which contains an array index",
            "a, b.0, to, to is \"b.0\"; which contains an array index",
            "a, a, to, neither may be the other",
            "a, a.b, to, neither may be the other",
            "a.b.c, a.b, to, neither may be the other",
        })
        void that_cannot_be_renamed_are_refused(String from, String to, String field, String message) {
            assertThatThrownBy(() -> rename(from, to))
                    .isInstanceOfSatisfying(InvalidValue.class, invalid -> assertThat(invalid.field())
                            .isEqualTo(field))
                    .hasMessageContaining(message.replace(';', ','));
        }
    }

    @Nested
    class Placeholders_in_the_filter {
        @Test
        void are_replaced() {
            StepOperation operation = LockstepJson.plans()
                    .readValue(
                            """
                            {"type": "mongo.rename-field", "collection": "users", "filter": {"batch": "${migration.id}"},
                             "from": "a", "to": "b", "existing": "skip"}""",
                            StepOperation.class);

            assertThat(operation.resolve(new Placeholders("m-1", "2026-11-22T22:00:00.000Z")))
                    .isInstanceOfSatisfying(MongoRenameField.class, resolved -> {
                        assertThat(resolved.filter()).isEqualTo(json("{\"batch\": \"m-1\"}"));
                        assertThat(resolved.existing()).isEqualTo(ExistingFields.SKIP);
                    });
        }
    }
}
