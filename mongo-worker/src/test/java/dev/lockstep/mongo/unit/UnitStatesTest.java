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
    class One_document {
        @Test
        void is_as_before_or_as_after_by_all_touched_fields() {
            assertThat(state("{_id: 1, x: 1, a: 5}")).isEqualTo(UnitState.AS_BEFORE);
            assertThat(state("{_id: 1, b: 1, a: 6}")).isEqualTo(UnitState.AS_AFTER);
        }

        @Test
        void is_changed_before_or_after_the_write_by_one_touched_field() {
            assertThat(state("{_id: 1, a: 50, b: 1}")).isEqualTo(UnitState.CHANGED_AFTER_WRITE);
            assertThat(state("{_id: 1, a: 6.0, b: 1}")).isEqualTo(UnitState.CHANGED_AFTER_WRITE);
            assertThat(state("{_id: 1, a: 50}")).isEqualTo(UnitState.CHANGED_BEFORE_WRITE);
        }

        @Test
        void is_changed_when_all_touched_fields_differ_or_it_is_deleted() {
            assertThat(state("{_id: 1, a: 50, b: null}")).isEqualTo(UnitState.CHANGED);
            assertThat(UnitState.of(row(1), null)).isEqualTo(UnitState.CHANGED);
        }
    }

    @Nested
    class Several_documents {
        private final List<UnitRow> rows = List.of(row(1), row(2), row(3));

        private UnitStates afterWriting(OptionalLong written) {
            DocumentsById found = DocumentsById.of(
                    List.of(BsonDocument.parse("{_id: 1, a: 6, b: 1}"), BsonDocument.parse("{_id: 2, a: 50, b: 2}")));
            return UnitStates.of(rows, found, written);
        }

        @Test
        void are_changed_before_the_write_if_every_write_is_accounted_for() {
            assertThat(afterWriting(OptionalLong.of(1)).in(UnitState.CHANGED_BEFORE_WRITE))
                    .containsExactly(rows.get(1), rows.get(2));
        }

        @Test
        void are_changed_after_the_write_if_the_server_wrote_all() {
            assertThat(afterWriting(OptionalLong.of(3)).in(UnitState.CHANGED_AFTER_WRITE))
                    .containsExactly(rows.get(1), rows.get(2));
        }

        @Test
        void are_changed_at_an_unknown_time_if_the_server_wrote_some_or_the_number_is_unknown() {
            assertThat(afterWriting(OptionalLong.of(2)).in(UnitState.CHANGED)).hasSize(2);
            assertThat(afterWriting(OptionalLong.empty()).in(UnitState.CHANGED)).hasSize(2);
        }
    }
}
