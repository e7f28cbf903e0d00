package dev.lockstep.mongo.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.worker.OperationFailed;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;

class ScratchCopiesTest {
    private static RawBsonDocument document(int id, int values) {
        BsonDocument document = new BsonDocument("_id", new BsonInt32(id))
                .append("values", new BsonArray(Collections.nCopies(values, new BsonDocument())));
        return new RawBsonDocument(document, new BsonDocumentCodec());
    }

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
