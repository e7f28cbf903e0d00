package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.MongoRenameField.ExistingFields;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldRenameTest {
    private static String applyRename(String document, String from, String to, ExistingFields existing) {
        FieldRename rename = new FieldRename(FieldPath.parse(from), FieldPath.parse(to), existing);
        return rename.applyTo(BsonDocument.parse(document)).toJson();
    }

    private static String json(String document) {
        return BsonDocument.parse(document).toJson();
    }

    @Nested
    class The_new_field {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{_id: 1, f: 1, z: 1} | f | g | {_id: 1, z: 1, g: 1}",
                    "{_id: 1, a: {f: 1, z: 1}, z: 1} | a.f | a.g | {_id: 1, a: {z: 1, g: 1}, z: 1}",
                    "{_id: 1, a: {f: 1}, z: 1} | a.f | g | {_id: 1, a: {}, z: 1, g: 1}",
                    "{_id: 1, f: 1, a: {z: 1}} | f | a.b.g | {_id: 1, a: {z: 1, b: {g: 1}}}",
                    "{_id: 1, f: [[1], {b: 1, a: 2}], z: 1} | f | g | {_id: 1, z: 1, g: [[1], {b: 1, a: 2}]}",
                })
        void is_appended_to_its_parent(String document, String from, String to, String expected) {
            assertThat(applyRename(document, from, to, ExistingFields.FAIL)).isEqualTo(json(expected));
        }

        @Test
        void replaces_an_existing_field_at_its_position() {
            assertThat(applyRename("{_id: 1, g: 5, f: 1, z: 1}", "f", "g", ExistingFields.REPLACE))
                    .isEqualTo(json("{_id: 1, g: 1, z: 1}"));
        }
    }

    @Nested
    class A_document {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{_id: 1, z: 1} | f",
                    "{_id: 1, a: {z: 1}} | a.f",
                    "{_id: 1, a: 'text'} | a.f",
                    "{_id: 1, a: null} | a.f",
                })
        void without_the_field_is_unchanged(String document, String from) {
            assertThat(applyRename(document, from, "b.g", ExistingFields.FAIL)).isEqualTo(json(document));
        }

        @Test
        void that_has_the_new_field_is_unchanged_with_existing_skip() {
            assertThat(applyRename("{_id: 1, f: 1, g: null}", "f", "g", ExistingFields.SKIP))
                    .isEqualTo(json("{_id: 1, f: 1, g: null}"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{_id: 'x', f: 1, b: {g: null}} | f | b.g | field-exists | document \"x\" already has a field \"b.g\"",
                    "{_id: 1, a: [{f: 1}]} | a.f | g | array-on-path | document 1 has an array at \"a\", on the path \"a.f\"",
                    "{_id: 1, f: 1, b: []} | f | b.g | array-on-path | document 1 has an array at \"b\", on the path \"b.g\"",
                    "{_id: 1, f: 1, b: null} | f | b.g | parent-not-a-document | document 1 has a value of type NULL at \"b\", on the path \"b.g\"",
                })
        void whose_field_cannot_be_renamed_is_refused(
                String document, String from, String to, String code, String message) {
            assertThatThrownBy(() -> applyRename(document, from, to, ExistingFields.FAIL))
                    .isInstanceOfSatisfying(OperationFailed.class, refused -> {
                        assertThat(refused.failure().code()).isEqualTo(code);
                        assertThat(refused.failure().message()).contains(message);
                    });
        }

        @Test
        void is_copied_and_not_modified() {
            BsonDocument document = BsonDocument.parse("{_id: 1, a: {f: 1}}");
            new FieldRename(FieldPath.parse("a.f"), FieldPath.parse("a.g"), ExistingFields.FAIL).applyTo(document);
            assertThat(document.toJson()).isEqualTo(json("{_id: 1, a: {f: 1}}"));
        }
    }
}
