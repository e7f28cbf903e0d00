package dev.lockstep.stack.mongo.embedded;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/** Stores keys and documents as BSON, because Java serialization, H2's default, would use most of the server's time. */
final class BsonDataType extends BasicDataType<Object> {

    // BSON does not use these two numbers as types.
    private static final byte MISSING = 0;
    private static final byte KEY = 120;
    private static final int ESTIMATED_BYTES = 48;

    @Override
    public int getMemory(Object value) {
        return switch (value) {
            case Document document -> memoryOf(document.values());
            case Iterable<?> values -> memoryOf(values);
            case String text -> ESTIMATED_BYTES + 2 * text.length();
            default -> ESTIMATED_BYTES;
        };
    }

    private int memoryOf(Iterable<?> values) {
        int memory = ESTIMATED_BYTES;
        for (Object value : values) {
            memory += ESTIMATED_BYTES + (value == null ? 0 : getMemory(value));
        }
        return memory;
    }

    @Override
    public void write(WriteBuffer out, Object value) {
        byte[] bytes = encoded(value);
        out.putVarInt(bytes.length).put(bytes);
    }

    @Override
    public Object read(ByteBuffer in) {
        byte[] bytes = new byte[DataUtils.readVarInt(in)];
        in.get(bytes);
        Object value = decode(Unpooled.wrappedBuffer(bytes));
        return value == null ? Missing.getInstance() : value;
    }

    @Override
    public Object[] createStorage(int size) {
        return new Object[size];
    }

    @Override
    public int compare(Object one, Object other) {
        if (one == other) {
            return 0;
        }
        if (one instanceof KeyValue first && other instanceof KeyValue second) {
            return compare(first, second);
        }
        return compareValues(one, other);
    }

    private static int compare(KeyValue one, KeyValue other) {
        for (int index = 0; index < Math.min(one.size(), other.size()); index++) {
            int compared = compareValues(one.get(index), other.get(index));
            if (compared != 0) {
                return compared;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static int compareValues(@Nullable Object one, @Nullable Object other) {
        return switch (one) {
            case String text when other instanceof String otherText -> text.compareTo(otherText);
            case ObjectId id when other instanceof ObjectId otherId -> id.compareTo(otherId);
            case Double number when other instanceof Double otherNumber -> number.compareTo(otherNumber);
            case Integer number when other instanceof Integer otherNumber -> number.compareTo(otherNumber);
            case Long number when other instanceof Long otherNumber -> number.compareTo(otherNumber);
            case null, default -> Arrays.compareUnsigned(encoded(one), encoded(other));
        };
    }

    private static byte[] encoded(@Nullable Object value) {
        ByteBuf out = Unpooled.buffer();
        try {
            encode(value, out);
            byte[] bytes = new byte[out.readableBytes()];
            out.readBytes(bytes);
            return bytes;
        } finally {
            out.release();
        }
    }

    private static void encode(@Nullable Object value, ByteBuf out) {
        if (value instanceof Missing) {
            out.writeByte(MISSING);
        } else if (value instanceof KeyValue key) {
            out.writeByte(KEY).writeInt(key.size());
            key.forEach(part -> encode(part, out));
        } else {
            byte type = BsonEncoder.determineType(value);
            out.writeByte(type);
            BsonEncoder.encodeValue(type, value, out);
        }
    }

    private static @Nullable Object decode(ByteBuf in) {
        byte type = in.readByte();
        return switch (type) {
            case MISSING -> Missing.getInstance();
            case KEY -> decodeKey(in);
            default -> BsonDecoder.decodeValue(type, in);
        };
    }

    private static KeyValue decodeKey(ByteBuf in) {
        int size = in.readInt();
        List<@Nullable Object> parts = new ArrayList<>(size);
        for (int part = 0; part < size; part++) {
            parts.add(decode(in));
        }
        return new KeyValue(parts);
    }
}
