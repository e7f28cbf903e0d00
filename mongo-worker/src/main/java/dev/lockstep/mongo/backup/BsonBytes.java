package dev.lockstep.mongo.backup;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Works with the bytes of documents. Decoded documents can need many times the heap of their bytes, and have no difference
 * where bytes have one.
 */
public final class BsonBytes {
    private static final int MAX_DOCUMENT = (16 << 20) + (16 << 10);
    private static final int MIN_DOCUMENT = 5;
    private static final int LENGTH_BYTES = 4;
    private static final String ID = "_id";
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private BsonBytes() {}

    public static int sizeOf(RawBsonDocument document) {
        return document.getByteBuffer().remaining();
    }

    public static byte[] of(RawBsonDocument document) {
        ByteBuf buffer = document.getByteBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    static void write(RawBsonDocument document, OutputStream file) throws IOException {
        file.write(of(document));
    }

    /** Reads the next document of a sequence; null at the end. */
    static @Nullable RawBsonDocument read(InputStream file) throws IOException {
        byte[] length = file.readNBytes(LENGTH_BYTES);
        if (length.length == 0) {
            return null;
        }
        if (length.length < LENGTH_BYTES) {
            throw new EOFException("the file ends within a document");
        }
        int size = Integer.reverseBytes(ByteBuffer.wrap(length).getInt());
        if (size < MIN_DOCUMENT || size > MAX_DOCUMENT) {
            throw new IOException("the file has a document of %d bytes; %d to %d are expected"
                    .formatted(size, MIN_DOCUMENT, MAX_DOCUMENT));
        }
        byte[] document = new byte[size];
        System.arraycopy(length, 0, document, 0, LENGTH_BYTES);
        new DataInputStream(file).readFully(document, LENGTH_BYTES, size - LENGTH_BYTES);
        return new RawBsonDocument(document);
    }

    /** The type and the bytes of a document's {@code _id}: a name for it that differs for 1 and 1.0. */
    static byte[] idOf(RawBsonDocument document) {
        return idOf(document.get(ID));
    }

    static byte[] idOf(@Nullable BsonValue id) {
        ByteBuffer value =
                id == null ? null : fieldsOf(new BsonDocument(ID, id)).get(ID);
        byte[] bytes = new byte[value == null ? 0 : value.remaining()];
        if (value != null) {
            value.get(bytes);
        }
        return bytes;
    }

    /** The top-level fields, each as its type and its bytes, in their order. */
    static Map<String, ByteBuffer> fieldsOf(BsonDocument document) {
        return fieldsOf(new RawBsonDocument(document, CODEC));
    }

    static Map<String, ByteBuffer> fieldsOf(RawBsonDocument document) {
        byte[] bytes = of(document);
        Map<String, ByteBuffer> fields = new LinkedHashMap<>();
        try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(bytes))) {
            reader.readStartDocument();
            for (BsonType type = reader.readBsonType();
                    type != BsonType.END_OF_DOCUMENT;
                    type = reader.readBsonType()) {
                String name = reader.readName();
                int start = reader.getBsonInput().getPosition();
                reader.skipValue();
                int length = reader.getBsonInput().getPosition() - start;
                ByteBuffer value = ByteBuffer.allocate(1 + length);
                value.put((byte) type.getValue()).put(bytes, start, length).flip();
                fields.put(name, value);
            }
        }
        return fields;
    }
}
