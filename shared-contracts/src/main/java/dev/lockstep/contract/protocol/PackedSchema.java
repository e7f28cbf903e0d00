package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.InvalidValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * {@link SchemaDefinitions} in a message, compressed, because definitions repeat each other.
 *
 * @param objects the number of objects
 * @param content the JSON document, compressed with gzip, in Base64; at most {@link #MAX_LENGTH} characters
 */
public record PackedSchema(@JsonProperty(required = true) int objects, @JsonProperty(required = true) String content) {
    /** Maximum length of {@link #content}, which a request of the API has room for. */
    public static final int MAX_LENGTH = 900_000;

    /** Maximum number of bytes of the document. */
    public static final int MAX_BYTES = 32 << 20;

    /** The document, its list, and an object in it. */
    private static final int OBJECT_DEPTH = 3;

    public PackedSchema {
        if (content.length() > MAX_LENGTH) {
            throw InvalidValue.of(
                    "the compressed definitions have %d characters; at most %d are supported"
                            .formatted(content.length(), MAX_LENGTH),
                    "write the step by hand");
        }
    }

    /**
     * Compresses definitions.
     *
     * @throws InvalidValue if they are too large
     */
    public static PackedSchema of(SchemaDefinitions definitions) {
        byte[] json = LockstepJson.messages().writeValueAsBytes(definitions);
        if (json.length > MAX_BYTES) {
            throw tooManyBytes(json.length);
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PackedSchema(
                definitions.objects().size(), Base64.getEncoder().encodeToString(packed.toByteArray()));
    }

    /**
     * Definitions that are compressed already.
     *
     * @throws InvalidValue if the content is not a document of definitions
     */
    public static PackedSchema ofContent(String content) {
        return new PackedSchema(new PackedSchema(0, content).unpack().objects().size(), content);
    }

    /**
     * Reads the definitions.
     *
     * @throws InvalidValue if the content is not a document of definitions
     */
    public SchemaDefinitions unpack() {
        try {
            byte[] json = json();
            requireFewObjects(json);
            return read(json);
        } catch (InvalidValue e) {
            throw e;
        } catch (IllegalArgumentException | IOException e) {
            throw InvalidValue.of(
                    "the content is not a compressed document of definitions: " + e.getMessage(),
                    "write the file again with ./lockstep schema TARGET --output FILE");
        }
    }

    /**
     * Reads a document.
     *
     * @throws InvalidValue if it is no document of definitions, or of another format
     */
    public static SchemaDefinitions read(byte[] json) {
        try {
            @Nullable SchemaDefinitions read = LockstepJson.messages().readValue(json, SchemaDefinitions.class);
            if (read == null) {
                throw notReadable("it is null");
            }
            return read;
        } catch (JacksonException e) {
            throw e.getCause() instanceof InvalidValue invalid ? invalid : notReadable(e.getOriginalMessage());
        }
    }

    /** Counts before the document is read, because objects need far more memory than their text. */
    private static void requireFewObjects(byte[] json) {
        int objects = 0;
        int depth = 0;
        try (JsonParser parser = LockstepJson.messages().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                    objects += depth == OBJECT_DEPTH ? 1 : 0;
                } else if (token.isStructEnd()) {
                    depth--;
                }
                if (objects > SchemaDefinitions.MAX_OBJECTS) {
                    throw SchemaDefinitions.tooManyObjects("more than " + SchemaDefinitions.MAX_OBJECTS);
                }
            }
        } catch (JacksonException e) {
            throw notReadable(e.getOriginalMessage());
        }
    }

    private static InvalidValue notReadable(String reason) {
        return InvalidValue.of(
                "this is no document of definitions: " + reason,
                "write the file with ./lockstep schema TARGET --output FILE");
    }

    private byte[] json() throws IOException {
        try (InputStream gzip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(content)))) {
            byte[] json = gzip.readNBytes(MAX_BYTES + 1);
            if (json.length > MAX_BYTES) {
                throw tooManyBytes(json.length);
            }
            return json;
        }
    }

    private static InvalidValue tooManyBytes(int bytes) {
        return InvalidValue.of(
                "the definitions have %d bytes or more; at most %d are supported".formatted(bytes, MAX_BYTES),
                "write the step by hand");
    }

    /** Omits the content. */
    @Override
    public String toString() {
        return "%d definitions in %d characters".formatted(objects, content.length());
    }
}
