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

    private static CommandReading read(String text) {
        return CommandReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Nested
    class A_command {
        @Test
        void is_understood_as_it_was_written() {
            assertThat(CommandReader.read(message)).isEqualTo(new CommandReading.Understood(command));
        }

        @Test
        void may_say_more_than_this_reader_knows() {
            ObjectNode more = tree().put("hint", "new");
            assertThat(read(more.toString())).isEqualTo(new CommandReading.Understood(command));
        }

        @ParameterizedTest
        @ValueSource(strings = {"step", "known"})
        void that_lacks_a_part_is_refused_to_its_sender(String part) {
            assertThat(read(tree().putNull(part).toString())).isInstanceOf(CommandReading.Refused.class);
            assertThat(read(tree().without(part).toString())).isInstanceOf(CommandReading.Refused.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"id", "target", "operation"})
        void that_lacks_a_part_of_its_step_is_refused_to_its_sender(String part) {
            ObjectNode lacking = tree();
            ((ObjectNode) lacking.get("step")).putNull(part);
            assertThat(read(lacking.toString())).isInstanceOf(CommandReading.Refused.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"messageId", "migration", "step", "target", "dispatch", "checksum", "lease", "startedAt"})
        void that_lacks_a_part_of_its_header_is_unreadable(String part) {
            ObjectNode lacking = tree();
            ((ObjectNode) lacking.get("header")).putNull(part);
            assertThat(read(lacking.toString())).isInstanceOf(CommandReading.Unreadable.class);
        }
    }

    @Nested
    class Noise {
        @ParameterizedTest
        @ValueSource(
                strings = {"", " ", "null", "[]", "3", "\"apply\"", "{}", "{\"header\":null}", "{\"a\":1,\"a\":2}"})
        void is_unreadable(String noise) {
            assertThat(read(noise)).isInstanceOf(CommandReading.Unreadable.class);
        }

        @Test
        void that_is_nothing_at_all_is_unreadable() {
            assertThat(CommandReader.read(null)).isInstanceOf(CommandReading.Unreadable.class);
        }

        @Test
        void in_a_good_message_never_throws() {
            Random random = new Random(20261123);
            for (int round = 0; round < 2_000; round++) {
                byte[] noisy = message.clone();
                for (int hits = random.nextInt(1, 6); hits > 0; hits--) {
                    noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
                }
                byte[] cut = Arrays.copyOf(noisy, random.nextInt(noisy.length / 2, noisy.length + 1));
                assertThat(CommandReader.read(cut)).isNotNull();
            }
        }
    }
}
