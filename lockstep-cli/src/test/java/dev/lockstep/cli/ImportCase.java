package dev.lockstep.cli;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** A test of an import. The scripts are modelled on those of public projects. */
abstract class ImportCase {

    @TempDir
    private Path folder;

    void script(String name, String text) throws IOException {
        Path file = folder.resolve("scripts").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    CommandRun run(String format, String... options) {
        Stream<String> fixed = Stream.of(
                "import", format, folder.resolve("scripts").toString(), "--output=" + folder.resolve("plans"));
        return CommandRun.of(Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
    }

    List<String> plans() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("plans"))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    String plan(String name) throws IOException {
        return Files.readString(folder.resolve("plans").resolve(name));
    }

    /** One field of all operations of the first plan, as a YAML reader sees them: a string, or JSON. */
    List<String> values(String field) throws IOException {
        Object plan = new Load(LoadSettings.builder().build()).loadFromString(plan(plans().getFirst()));
        JsonNode read = LockstepJson.messages().valueToTree(plan);
        return read.path("spec")
                .path("steps")
                .valueStream()
                .map(step -> step.path("operation").path(field))
                .map(value -> value.isString() ? value.stringValue() : value.toString())
                .toList();
    }

    /** The directory with the scripts and the plans. */
    Path folder() {
        return folder;
    }
}
