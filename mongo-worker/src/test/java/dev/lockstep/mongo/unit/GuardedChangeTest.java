package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuardedChangeTest {
    private static final BsonDateTime UNTIL = new BsonDateTime(1);

    private static GuardedChange change(String current, String before, String after, String... order) {
        TouchedFields touched = new TouchedFields(BsonDocument.parse(before), BsonDocument.parse(after));
        return GuardedChange.of(BsonDocument.parse(current), touched, List.of(order), UNTIL);
    }

    @Nested
    class A_restored_field {
        @Test
        void is_patched_if_it_belongs_at_the_end() {
            assertThat(change("{_id: 1, a: 1}", "{}", "{b: 2}", "_id", "a", "b"))
                    .isInstanceOfSatisfying(GuardedChange.Patch.class, patch -> assertThat(patch.update())
                            .isEqualTo(BsonDocument.parse("{$set: {b: 2}}")));
        }

        @Test
        void is_written_with_its_document_if_it_belongs_before_others() {
            assertThat(change("{_id: 1, a: 1}", "{}", "{b: 2}", "_id", "b", "a"))
                    .isInstanceOfSatisfying(GuardedChange.Rewrite.class, rewrite -> assertThat(
                                    rewrite.replacement().keySet())
                            .containsExactly("_id", "b", "a"));
        }

        @Test
        void is_written_with_its_document_if_another_is_restored_with_it() {
            assertThat(change("{_id: 1, a: 1}", "{}", "{'10': 2, '9': 3}", "_id", "a", "10", "9"))
                    .isInstanceOf(GuardedChange.Rewrite.class);
        }
    }

    @Nested
    class A_document_that_cannot_be_replaced {
        @Test
        void is_patched_without_its_order() {
            assertThat(change("{_id: 1, a: 1, $x: 2}", "{}", "{b: 2}", "_id", "b", "a", "$x"))
                    .isInstanceOf(GuardedChange.Patch.class);
            assertThat(change("{_id: 1, a: 1, $x: 2}", "{a: 1}", "{a: 1.0}", "_id", "a", "$x"))
                    .isInstanceOf(GuardedChange.Patch.class);
        }
    }
}
