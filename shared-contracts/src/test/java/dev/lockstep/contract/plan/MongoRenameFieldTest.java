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
        void select_every_document_with_the_field_and_fail_if_the_new_field_exists() {
            MongoRenameField operation = rename("profile.lang", "profile.language");

            assertThat(operation.filter()).isEqualTo(json("{\"profile.lang\": {\"$exists\": true}}"));
            assertThat(operation.existing()).isEqualTo(ExistingFields.FAIL);
        }
    }

    @Nested
    class Paths {
        @Test
        void may_share_a_parent_or_a_prefix_of_a_field_name() {
            assertThat(rename("a.b", "a.bc").to()).isEqualTo("a.bc");
            assertThat(rename("a", "ab").to()).isEqualTo("ab");
            assertThat(rename("a._id", "a.id").from()).isEqualTo("a._id");
            assertThat(rename("a1", "a.1b").to()).isEqualTo("a.1b");
        }

        @ParameterizedTest
        @CsvSource({
            "_id, a, from, operation.from is \"_id\"; but the key of a document cannot be renamed",
            "a, _id.b, to, operation.to is \"_id.b\"; but the key of a document cannot be renamed",
            "a..b, c, from, operation.from is \"a..b\"; which contains an empty field name",
            "'', c, from, operation.from is \"\"; which contains an empty field name",
            "a., c, from, operation.from is \"a.\"; which contains an empty field name",
            "a, b$.c, to, operation.to is \"b$.c\"; which contains $",
            "a.10.b, c, from, operation.from is \"a.10.b\"; which contains an array index",
            "a, b.0, to, operation.to is \"b.0\"; which contains an array index",
            "a, a, to, operation.from and operation.to are both \"a\"",
            "a, a.b, to, operation.to is \"a.b\"; which is inside of operation.from \"a\"",
            "a.b.c, a.b, to, operation.to is \"a.b\"; which is a parent of operation.from \"a.b.c\"",
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
