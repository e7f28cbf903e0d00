package dev.lockstep.mongo.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BsonBytesTest {
    static RawBsonDocument document(int id, String text) {
        return new RawBsonDocument(
                new BsonDocument("_id", new BsonInt32(id)).append("text", new BsonString(text)),
                new BsonDocumentCodec());
    }

    @Nested
    class A_sequence_of_documents {
        @Test
        void is_read_as_it_was_written() throws IOException {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            BsonBytes.write(document(1, "a"), file);
            BsonBytes.write(document(2, "b"), file);
            ByteArrayInputStream input = new ByteArrayInputStream(file.toByteArray());

            assertThat(BsonBytes.read(input)).isEqualTo(document(1, "a"));
            assertThat(BsonBytes.read(input)).isEqualTo(document(2, "b"));
            assertThat(BsonBytes.read(input)).isNull();
        }

        @Test
        void that_ends_within_a_document_is_refused() {
            byte[] document = BsonBytes.of(document(1, "a"));
            for (int length = 1; length < document.length; length++) {
                byte[] shorter = Arrays.copyOf(document, length);
                assertThatThrownBy(() -> BsonBytes.read(new ByteArrayInputStream(shorter)))
                        .isInstanceOf(EOFException.class);
            }
        }

        @Test
        void with_an_impossible_length_is_refused() {
            assertThatThrownBy(() -> BsonBytes.read(new ByteArrayInputStream(new byte[] {-1, -1, -1, 127, 0})))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("2147483647 bytes");
        }
    }

    @Nested
    class An_id {
        @Test
        void differs_by_the_type_of_its_number() {
            assertThat(BsonBytes.idOf(new BsonInt32(1))).isNotEqualTo(BsonBytes.idOf(new BsonDouble(1)));
        }
    }
}
