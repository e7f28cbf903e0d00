package dev.lockstep.mongo.target;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * Estimates the heap that a document needs when it is decoded. A document of many small values needs up to about forty
 * times its size as BSON, so the bytes alone do not bound the memory. Counts the values without decoding them.
 */
public final class BsonHeap {
    /** The limit of one document. A worker has several decoded states of a document in a heap of 192 MB. */
    public static final long MAX_DOCUMENT_BYTES = 32L * 1024 * 1024;

    /** The limit of one batch, except for a batch of one document. */
    public static final long MAX_BATCH_BYTES = 16L * 1024 * 1024;

    /** Documents of fewer bytes do not reach the limit of one document: none needs 50 times its bytes. */
    public static final long MIN_BYTES_OF_LARGE_DOCUMENT = MAX_DOCUMENT_BYTES / 50;

    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();
    private static final int CONTAINER_BYTES = 150;
    private static final int FIELD_BYTES = 100; // the entry of the map and the object of the name
    private static final int ELEMENT_BYTES = 8;
    private static final int VALUE_BYTES = 24;

    private final ByteBuffer bytes;
    private long heap;

    private BsonHeap(ByteBuffer bytes) {
        this.bytes = bytes;
        this.heap = bytes.remaining();
    }

    /** The estimated bytes on the heap. */
    public static long of(RawBsonDocument document) {
        BsonHeap estimate =
                new BsonHeap(document.getByteBuffer().asNIO().slice().order(ByteOrder.LITTLE_ENDIAN));
        estimate.addContainer(FIELD_BYTES);
        return estimate.heap;
    }

    /** The estimated bytes on the heap. The document is encoded for this. */
    public static long ofDecoded(BsonDocument document) {
        return of(new RawBsonDocument(document, CODEC));
    }

    private void addContainer(int bytesPerEntry) {
        heap += CONTAINER_BYTES;
        bytes.getInt();
        for (byte type = bytes.get(); type != 0; type = bytes.get()) {
            heap += bytesPerEntry + VALUE_BYTES;
            skipText();
            addValue(BsonType.findByValue(type));
        }
    }

    private void addValue(BsonType type) {
        switch (type) {
            case DOCUMENT -> addContainer(FIELD_BYTES);
            case ARRAY -> addContainer(ELEMENT_BYTES);
            case JAVASCRIPT_WITH_SCOPE -> {
                bytes.getInt();
                skip(bytes.getInt());
                addContainer(FIELD_BYTES);
            }
            case STRING, JAVASCRIPT, SYMBOL -> skip(bytes.getInt());
            case BINARY -> skip(bytes.getInt() + 1);
            case DB_POINTER -> skip(bytes.getInt() + 12);
            case OBJECT_ID -> skip(12);
            case REGULAR_EXPRESSION -> {
                skipText();
                skipText();
            }
            case DOUBLE, DATE_TIME, TIMESTAMP, INT64 -> skip(8);
            case INT32 -> skip(4);
            case DECIMAL128 -> skip(16);
            case BOOLEAN -> skip(1);
            case NULL, UNDEFINED, MIN_KEY, MAX_KEY, END_OF_DOCUMENT -> {}
        }
    }

    private void skipText() {
        byte character = bytes.get();
        while (character != 0) {
            character = bytes.get();
        }
    }

    private void skip(int length) {
        bytes.position(bytes.position() + length);
    }
}
