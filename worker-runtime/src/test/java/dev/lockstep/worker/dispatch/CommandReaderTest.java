package dev.lockstep.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.InMemoryIncrement;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class CommandReaderTest {
    private final Command command =
            ContractMigration.of(InMemoryIncrement.OPERATION).compensate(3);
    private final byte[] message = LockstepJson.messages().writeValueAsBytes(command);

    private ObjectNode tree() {
        return (ObjectNode) LockstepJson.messages().readTree(message);
    }

    private static CommandReadResult parse(String text) {
        return CommandReader.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Nested
    class A_command {
        @Test
        void is_parsed() {
            assertThat(CommandReader.parse(message)).isEqualTo(new CommandReadResult.Valid(command));
        }

        @Test
        void may_contain_unknown_fields() {
            ObjectNode extended = tree().put("unknown", "value");
            assertThat(parse(extended.toString())).isEqualTo(new CommandReadResult.Valid(command));
        }

        @ParameterizedTest
        @ValueSource(strings = {"step", "knownEffect"})
        void without_a_required_field_is_rejected(String field) {
            assertThat(parse(tree().putNull(field).toString())).isInstanceOf(CommandReadResult.Rejected.class);
            assertThat(parse(tree().without(field).toString())).isInstanceOf(CommandReadResult.Rejected.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"id", "target", "operation"})
        void without_a_required_field_of_its_step_is_rejected(String field) {
            ObjectNode incomplete = tree();
            ((ObjectNode) incomplete.get("step")).putNull(field);
            assertThat(parse(incomplete.toString())).isInstanceOf(CommandReadResult.Rejected.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"messageId", "migration", "step", "target", "dispatch", "checksum", "lease", "startedAt"})
        void without_a_required_field_of_its_header_is_unreadable(String field) {
            ObjectNode incomplete = tree();
            ((ObjectNode) incomplete.get("header")).putNull(field);
            assertThat(parse(incomplete.toString())).isInstanceOf(CommandReadResult.Unreadable.class);
        }
    }

    @Nested
    class Invalid_input {
        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", "null", "[]", "3", "\"apply\"", "{}", "{\"header\":null}", "{\"a\":1,\"a\":2}"})
        void is_unreadable(String text) {
            assertThat(parse(text)).isInstanceOf(CommandReadResult.Unreadable.class);
        }

        @Test
        void without_a_value_is_unreadable() {
            assertThat(CommandReader.parse(null)).isInstanceOf(CommandReadResult.Unreadable.class);
        }

        @Test
        void never_throws() {
            Random random = new Random(20261123);
            for (int i = 0; i < 2_000; i++) {
                byte[] corrupted = message.clone();
                for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                    corrupted[random.nextInt(corrupted.length)] = (byte) random.nextInt(256);
                }
                byte[] truncated = Arrays.copyOf(corrupted, random.nextInt(corrupted.length / 2, corrupted.length + 1));
                assertThat(CommandReader.parse(truncated)).isNotNull();
            }
        }
    }
}
