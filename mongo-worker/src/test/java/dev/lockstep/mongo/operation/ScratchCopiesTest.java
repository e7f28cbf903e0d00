package dev.lockstep.mongo.operation;

import static dev.lockstep.mongo.LargeDocuments.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.worker.OperationFailed;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

class ScratchCopiesTest {
    @Test
    void count_the_documents_without_a_copy_by_their_ids() {
        ScratchCopies copies =
                ScratchCopies.read(List.of(document(1, 1), document(7, 1)).iterator());
        assertThat(copies.missing(List.of(document(1, 0), document(7, 0)))).isZero();
        assertThat(copies.missing(List.of(document(1, 0), document(2, 0), document(3, 0))))
                .isEqualTo(2);
    }

    @Test
    void state_their_heap() {
        RawBsonDocument one = document(1, 10);
        RawBsonDocument other = document(2, 500);
        assertThat(ScratchCopies.read(List.of(one, other).iterator()).heap())
                .isEqualTo(BsonHeap.of(one) + BsonHeap.of(other));
    }

    @Test
    void are_refused_if_together_they_need_too_much_heap() {
        Iterator<RawBsonDocument> source =
                IntStream.range(0, 10).mapToObj(id -> document(id, 150_000)).iterator();
        assertThatThrownBy(() -> ScratchCopies.read(source)).isInstanceOfSatisfying(OperationFailed.class, failed -> {
            assertThat(failed.failure().code()).isEqualTo("document-too-large");
            assertThat(failed.failure().message())
                    .startsWith("after the update, 3 documents of one batch need ")
                    .contains("reduce batch-size of the target");
        });
        assertThat(source.hasNext()).isTrue();
    }
}
