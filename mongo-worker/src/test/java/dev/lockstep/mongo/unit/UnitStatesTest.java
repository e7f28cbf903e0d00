package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.List;
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UnitStatesTest {
    private static UnitRow row(int id) {
        return new UnitRow(
                new BsonInt32(id),
                id,
                BsonDocument.parse("{a: 5}"),
                BsonDocument.parse("{a: 6, b: 1}"),
                List.of("_id", "a"),
                100);
    }

    private static UnitState state(String found) {
        return UnitState.of(row(1), BsonDocument.parse(found));
    }

    @Nested
    class The_state_of_one_document {
        @Test
        void matches_an_image_if_all_touched_fields_match() {
            assertThat(state("{_id: 1, x: 1, a: 5}")).isEqualTo(UnitState.MATCHES_PRE_IMAGE);
            assertThat(state("{_id: 1, b: 1, a: 6}")).isEqualTo(UnitState.MATCHES_POST_IMAGE);
        }

        @Test
        void is_changed_before_or_after_the_write_if_one_touched_field_matches_an_image() {
            assertThat(state("{_id: 1, a: 50, b: 1}")).isEqualTo(UnitState.CHANGED_AFTER_WRITE);
            assertThat(state("{_id: 1, a: 6.0, b: 1}")).isEqualTo(UnitState.CHANGED_AFTER_WRITE);
            assertThat(state("{_id: 1, a: 50}")).isEqualTo(UnitState.CHANGED_BEFORE_WRITE);
        }

        @Test
        void is_changed_at_an_unknown_time_if_all_touched_fields_differ_or_the_document_is_deleted() {
            assertThat(state("{_id: 1, a: 50, b: null}")).isEqualTo(UnitState.CHANGED_AT_UNKNOWN_TIME);
            assertThat(UnitState.of(row(1), null)).isEqualTo(UnitState.CHANGED_AT_UNKNOWN_TIME);
        }
    }

    @Nested
    class Changed_documents {
        private final List<UnitRow> rows = List.of(row(1), row(2), row(3));

        private UnitStates afterWriting(OptionalLong written) {
            DocumentsById found = DocumentsById.of(
                    List.of(BsonDocument.parse("{_id: 1, a: 6, b: 1}"), BsonDocument.parse("{_id: 2, a: 50, b: 2}")));
            return UnitStates.of(rows, found, written);
        }

        @Test
        void were_changed_before_the_write_if_other_documents_account_for_all_writes() {
            assertThat(afterWriting(OptionalLong.of(1)).rowsIn(UnitState.CHANGED_BEFORE_WRITE))
                    .containsExactly(rows.get(1), rows.get(2));
        }

        @Test
        void were_changed_after_the_write_if_the_server_wrote_all_documents() {
            assertThat(afterWriting(OptionalLong.of(3)).rowsIn(UnitState.CHANGED_AFTER_WRITE))
                    .containsExactly(rows.get(1), rows.get(2));
        }

        @Test
        void were_changed_at_an_unknown_time_if_the_server_wrote_only_some_or_an_unknown_number() {
            assertThat(afterWriting(OptionalLong.of(2)).rowsIn(UnitState.CHANGED_AT_UNKNOWN_TIME))
                    .hasSize(2);
            assertThat(afterWriting(OptionalLong.empty()).rowsIn(UnitState.CHANGED_AT_UNKNOWN_TIME))
                    .hasSize(2);
        }
    }
}
