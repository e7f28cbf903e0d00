package dev.lockstep.mongo.unit;

import static dev.lockstep.mongo.LargeDocuments.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

class BoundedReadTest {
    @Test
    void reads_all_documents_if_they_need_little_heap() {
        List<RawBsonDocument> source = List.of(document(1, 5), document(2, 5));
        BoundedRead read = BoundedRead.of(source.iterator(), DocumentLimits.EXCLUDE);
        assertThat(read.isComplete()).isTrue();
        assertThat(read.documents()).containsExactlyElementsOf(source);
        assertThat(read.heap()).isEqualTo(2 * BsonHeap.of(source.getFirst()));
    }

    @Test
    void ends_before_the_document_that_would_need_too_much_heap() {
        List<RawBsonDocument> source = List.of(document(1, 70_000), document(2, 70_000), document(3, 70_000));
        BoundedRead read = BoundedRead.of(source.iterator(), DocumentLimits.EXCLUDE);
        assertThat(read.isComplete()).isFalse();
        assertThat(read.documents())
                .extracting(document -> document.getInt32("_id").getValue())
                .containsExactly(1, 2);
    }

    @Test
    void refuses_a_single_document_that_needs_too_much_heap_and_gives_the_hint() {
        List<RawBsonDocument> source = List.of(document(7, 180_000));
        assertThatThrownBy(() -> BoundedRead.of(source.iterator(), DocumentLimits.SHRINK))
                .isInstanceOfSatisfying(OperationFailed.class, failed -> {
                    assertThat(failed.failure().code()).isEqualTo("document-too-large");
                    assertThat(failed.failure().message())
                            .startsWith("document 7 has ")
                            .endsWith("make the document smaller or delete it, then retry; or skip the step");
                });
    }
}
