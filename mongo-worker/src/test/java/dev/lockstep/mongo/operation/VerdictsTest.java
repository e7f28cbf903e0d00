package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mongo.journal.UnitRow;
import java.util.List;
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static UnitRow row(int id) {
        return new UnitRow(
                new BsonInt32(id),
                id,
                BsonDocument.parse("{a: 5}"),
                BsonDocument.parse("{a: 6, b: 1}"),
                List.of("_id", "a"),
                100);
    }

    private static Verdict verdict(String found) {
        return Verdict.on(row(1), BsonDocument.parse(found));
    }

    @Nested
    class One_document {
        @Test
        void tells_by_all_of_its_touched_fields() {
            assertThat(verdict("{_id: 1, x: 1, a: 5}")).isEqualTo(Verdict.AS_BEFORE);
            assertThat(verdict("{_id: 1, b: 1, a: 6}")).isEqualTo(Verdict.AS_AFTER);
        }

        @Test
        void tells_by_one_of_them_when_the_other_was_changed() {
            assertThat(verdict("{_id: 1, a: 50, b: 1}")).isEqualTo(Verdict.CHANGED_SINCE);
            assertThat(verdict("{_id: 1, a: 6.0, b: 1}")).isEqualTo(Verdict.CHANGED_SINCE);
            assertThat(verdict("{_id: 1, a: 50}")).isEqualTo(Verdict.CHANGED_EARLIER);
        }

        @Test
        void tells_nothing_when_all_were_changed_or_it_is_gone() {
            assertThat(verdict("{_id: 1, a: 50, b: null}")).isEqualTo(Verdict.UNCLEAR);
            assertThat(Verdict.on(row(1), null)).isEqualTo(Verdict.UNCLEAR);
        }
    }

    @Nested
    class Several {
        private final List<UnitRow> rows = List.of(row(1), row(2), row(3));

        private Verdicts afterWriting(OptionalLong written) {
            DocumentsById found = DocumentsById.of(
                    List.of(BsonDocument.parse("{_id: 1, a: 6, b: 1}"), BsonDocument.parse("{_id: 2, a: 50, b: 2}")));
            return Verdicts.on(rows, found, written);
        }

        @Test
        void were_changed_earlier_when_the_server_wrote_no_more_than_are_written() {
            assertThat(afterWriting(OptionalLong.of(1)).that(Verdict.CHANGED_EARLIER))
                    .containsExactly(rows.get(1), rows.get(2));
        }

        @Test
        void were_changed_since_when_the_server_wrote_them_all() {
            assertThat(afterWriting(OptionalLong.of(3)).that(Verdict.CHANGED_SINCE))
                    .containsExactly(rows.get(1), rows.get(2));
        }

        @Test
        void stay_unclear_when_it_wrote_some_or_nobody_can_say() {
            assertThat(afterWriting(OptionalLong.of(2)).that(Verdict.UNCLEAR)).hasSize(2);
            assertThat(afterWriting(OptionalLong.empty()).that(Verdict.UNCLEAR)).hasSize(2);
        }
    }
}
