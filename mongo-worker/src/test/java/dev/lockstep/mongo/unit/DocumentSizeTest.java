package dev.lockstep.mongo.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.mongo.target.BsonHeap;
import org.bson.BsonDbPointer;
import org.bson.BsonDocument;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonSymbol;
import org.bson.BsonUndefined;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class DocumentSizeTest {
    private static final BsonDocument ALL_TYPES = BsonDocument.parse(
                    """
                    {_id: ObjectId('5f5e10000000000000000001'), double: 0.5, string: 'aé€😀', document: {a: {b: 1}},
                     array: [1, 'two', [3], {four: 4}, 5, 6, 7, 8, 9, 10, 11], binary: BinData(0, 'AAAA'),
                     old: BinData(2, 'AAAA'), bool: true, date: ISODate('2020-01-01T00:00:00Z'), null: null,
                     regex: /a+/i, code: {$code: 'x'}, int: 1, timestamp: Timestamp(5, 1), long: NumberLong(7),
                     decimal: NumberDecimal('8.5'), min: {$minKey: 1}, max: {$maxKey: 1}, 'שם': 1, '': {}}""")
            .append("undefined", new BsonUndefined())
            .append("symbol", new BsonSymbol("symbol"))
            .append("pointer", new BsonDbPointer("db.c", new ObjectId()))
            .append("scope", new BsonJavaScriptWithScope("x", new BsonDocument("y", new BsonUndefined())));

    private static RawBsonDocument raw(BsonDocument document) {
        return new RawBsonDocument(document, new BsonDocumentCodec());
    }

    @Test
    void is_the_number_of_bytes_of_values_of_every_type() {
        assertThat(DocumentSize.of(ALL_TYPES))
                .isEqualTo(raw(ALL_TYPES).getByteBuffer().remaining());
        ALL_TYPES.forEach((name, value) -> {
            BsonDocument field = new BsonDocument(name, value);
            assertThat(DocumentSize.of(field))
                    .as(name)
                    .isEqualTo(raw(field).getByteBuffer().remaining());
        });
    }

    @Test
    void is_a_part_of_the_heap_that_every_type_of_value_needs() {
        long values = 100L * ALL_TYPES.size();
        assertThat(BsonHeap.of(raw(ALL_TYPES))).isGreaterThan(DocumentSize.of(ALL_TYPES) + values);
    }
}
