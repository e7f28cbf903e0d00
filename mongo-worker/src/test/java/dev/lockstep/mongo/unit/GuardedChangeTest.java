package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GuardedChangeTest {
    private static final BsonDateTime WINDOW_END = new BsonDateTime(1);

    private static GuardedChange change(String current, String oldFields, String newFields, String... order) {
        TouchedFields touched = new TouchedFields(BsonDocument.parse(oldFields), BsonDocument.parse(newFields));
        return GuardedChange.withOrder(BsonDocument.parse(current), touched, List.of(order), WINDOW_END);
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
        void rewrites_its_document_if_it_belongs_before_another_field() {
            assertThat(change("{_id: 1, a: 1}", "{}", "{b: 2}", "_id", "b", "a"))
                    .isInstanceOfSatisfying(GuardedChange.Rewrite.class, rewrite -> assertThat(
                                    rewrite.replacement().keySet())
                            .containsExactly("_id", "b", "a"));
        }

        @Test
        void rewrites_its_document_if_a_second_field_is_restored() {
            assertThat(change("{_id: 1, a: 1}", "{}", "{'10': 2, '9': 3}", "_id", "a", "10", "9"))
                    .isInstanceOf(GuardedChange.Rewrite.class);
        }
    }

    @Nested
    class A_document_that_cannot_be_replaced {
        @Test
        void is_patched_without_restoring_the_field_order() {
            assertThat(change("{_id: 1, a: 1, $x: 2}", "{}", "{b: 2}", "_id", "b", "a", "$x"))
                    .isInstanceOf(GuardedChange.Patch.class);
            assertThat(change("{_id: 1, a: 1, $x: 2}", "{a: 1}", "{a: 1.0}", "_id", "a", "$x"))
                    .isInstanceOf(GuardedChange.Patch.class);
        }
    }
}
