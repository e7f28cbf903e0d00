package dev.lockstep.stack.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.server.ServerDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MongoProgramTest {
    @Test
    void has_memory_for_a_million_documents_and_ends_without_memory() {
        assertThat(new MongoProgram().command(new ServerDirectory(Path.of("unused")), 1))
                .contains("-Xmx512m", "-XX:+ExitOnOutOfMemoryError");
    }
}
