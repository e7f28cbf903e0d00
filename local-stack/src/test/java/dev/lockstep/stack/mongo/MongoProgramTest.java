package dev.lockstep.stack.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.server.ServerDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MongoProgramTest {
    @Test
    void has_a_heap_of_512_megabytes_and_exits_without_memory() {
        assertThat(new MongoProgram(List.of()).command(new ServerDirectory(Path.of("unused")), 1))
                .containsOnlyOnce("-Xmx512m", "-XX:+ExitOnOutOfMemoryError");
    }
}
