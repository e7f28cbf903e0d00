package dev.lockstep.contract.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CompensateCommandTest {
    private static final Path EXAMPLE =
            Path.of("src/test/resources/dev/lockstep/contract/examples/command/accepted/compensate.json");

    @Nested
    class A_sent_command {
        @Test
        void with_the_former_field_name_known_is_parsed() throws IOException {
            String text = Files.readString(EXAMPLE);
            String former = text.replace("\"knownEffect\"", "\"known\"");
            assertThat(former).isNotEqualTo(text);
            assertThat(LockstepJson.messages().readValue(former, Command.class))
                    .isEqualTo(LockstepJson.messages().readValue(text, Command.class));
        }
    }
}
