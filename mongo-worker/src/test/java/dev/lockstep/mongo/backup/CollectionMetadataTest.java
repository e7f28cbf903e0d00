package dev.lockstep.mongo.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CollectionMetadataTest {
    @Nested
    class Metadata {
        @Test
        void are_read_as_they_were_written() throws IOException {
            CollectionMetadata metadata = new CollectionMetadata(
                    "units \"1\"",
                    true,
                    BsonDocument.parse("{validator: {v: {$type: 'int'}}, x: {$numberLong: '1'}}"),
                    List.of(
                            BsonDocument.parse("{v: 2, key: {_id: 1}, name: '_id_'}"),
                            BsonDocument.parse("{v: 2, key: {a: {$numberDouble: '-1.0'}}, name: 'a', unique: true}")));
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            metadata.writeTo(file);

            assertThat(CollectionMetadata.readFrom(new ByteArrayInputStream(file.toByteArray())))
                    .isEqualTo(metadata);
        }
    }
}
