package dev.lockstep.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PermissionProbeTest {
    private static final Path SCRIPTS = Path.of("src/main/resources/dev/lockstep/redis/script");
    // A target that is never backed up needs no permission for RESTORE, which has a probe of its own; and one without
    // rehearsals none for FLUSHDB, which the claim of a database tries.
    private static final List<Path> PROBES = List.of(
            SCRIPTS.resolve("probe-permissions.lua"),
            SCRIPTS.resolve("probe-restore.lua"),
            SCRIPTS.resolve("claim-copy.lua"));
    private static final Pattern USED_COMMAND = Pattern.compile(
            "(?:(?:redis\\.p?call|run_for_all)\\(|\\{|(?:string|list|set|zset|hash|stream) = )'([A-Z]+)'");
    private static final Pattern TRIED_COMMAND = Pattern.compile("'([A-Z]+)'");

    @Nested
    class The_probe_of_permissions {
        @Test
        void tries_every_command_of_the_scripts() throws IOException {
            Set<String> used = commandsIn(scripts(), USED_COMMAND);
            // The answer of a script, which is written in the same form.
            used.remove("SUPERSEDED");
            assertThat(used).contains("HSET", "MSET", "RENAME", "SMEMBERS", "ZCARD", "XINFO");
            assertThat(commandsIn(PROBES, TRIED_COMMAND)).containsAll(used);
        }
    }

    private static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.filter(file -> !PROBES.contains(file)).toList();
        }
    }

    private static Set<String> commandsIn(List<Path> files, Pattern pattern) throws IOException {
        Set<String> commands = new TreeSet<>();
        for (Path file : files) {
            pattern.matcher(Files.readString(file)).results().forEach(found -> commands.add(found.group(1)));
        }
        return commands;
    }
}
