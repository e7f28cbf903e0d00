package dev.lockstep.contract.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.protocol.SchemaDefinitions.DefinedObject;
import dev.lockstep.contract.protocol.SchemaDefinitions.DefinitionStatement;
import dev.lockstep.contract.protocol.SchemaDefinitions.StatementPurpose;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class PackedSchemaTest {
    private static final DefinedObject TABLE = new DefinedObject(
            "table public.t",
            "table",
            List.of(new DefinitionStatement(StatementPurpose.CREATE, "CREATE TABLE public.t (a integer)")));

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void has_the_same_definitions_when_it_is_unpacked() {
        SchemaDefinitions definitions = SchemaDefinitions.of("18.0", List.of(TABLE));
        PackedSchema packed = PackedSchema.of(definitions);
        assertThat(packed.unpack()).isEqualTo(definitions);
        assertThat(PackedSchema.ofContent(packed.content())).isEqualTo(packed);
        assertThat(packed.objects()).isEqualTo(1);
    }

    @Test
    void is_refused_in_another_format() {
        assertThatExceptionOfType(InvalidValue.class)
                .isThrownBy(() -> PackedSchema.read(json("{\"format\": \"f\", \"server\": \"18\", \"objects\": []}")))
                .withMessageContaining("\"f\"")
                .satisfies(refused -> assertThat(refused.hint()).contains("./lockstep schema"));
        for (String other : List.of("[]", "{}", "null", "", "text", "{\"format\": 1}")) {
            assertThatExceptionOfType(InvalidValue.class).as(other).isThrownBy(() -> PackedSchema.read(json(other)));
        }
    }

    @Test
    void is_refused_if_an_object_has_no_kind() {
        assertThatExceptionOfType(InvalidValue.class)
                .isThrownBy(() -> new DefinedObject("people", "table", List.of()))
                .withMessageContaining("people");
    }

    @Test
    void is_refused_with_too_many_objects() {
        List<DefinedObject> many = Collections.nCopies(SchemaDefinitions.MAX_OBJECTS + 1, TABLE);
        assertThatExceptionOfType(InvalidValue.class)
                .isThrownBy(() -> SchemaDefinitions.of("18.0", many))
                .withMessageContaining("20001", "20000");
    }

    @Test
    void has_its_objects_counted_before_they_are_read() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            String notReadable = String.join(",", Collections.nCopies(SchemaDefinitions.MAX_OBJECTS + 1, "{}"));
            gzip.write(json("{\"objects\": [%s]}".formatted(notReadable)));
        }
        String content = Base64.getEncoder().encodeToString(packed.toByteArray());
        assertThatExceptionOfType(InvalidValue.class)
                .isThrownBy(() -> PackedSchema.ofContent(content))
                .withMessageContaining("more than 20000 definitions");
    }

    @Test
    void is_refused_if_it_is_damaged_or_too_large() throws IOException {
        assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> PackedSchema.ofContent("***"));
        assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> PackedSchema.ofContent("bm90IGd6aXA="));
        assertThatExceptionOfType(InvalidValue.class)
                .isThrownBy(() -> PackedSchema.ofContent("A".repeat(PackedSchema.MAX_LENGTH + 1)))
                .withMessageStartingWith("the compressed definitions have 900001 characters; at most 900000");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bomb)) {
            byte[] spaces = json(" ".repeat(1 << 20));
            for (int i = 0; i <= PackedSchema.MAX_BYTES >> 20; i++) {
                gzip.write(spaces);
            }
        }
        String content = Base64.getEncoder().encodeToString(bomb.toByteArray());
        assertThatExceptionOfType(InvalidValue.class)
                .isThrownBy(() -> PackedSchema.ofContent(content))
                .withMessageStartingWith("the definitions have %d bytes or more; at most %d"
                        .formatted(PackedSchema.MAX_BYTES + 1, PackedSchema.MAX_BYTES));
    }
}
