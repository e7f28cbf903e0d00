package dev.lockstep.coordinator.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The plans of {@code src/test/resources/plans}. */
final class PlanFiles {
    private static final String EXPECT = "# expect: ";

    private PlanFiles() {}

    /** An expected error: its pointer, its line and a part of its message. */
    record ExpectedError(String pointer, int line, String message) {}

    record PlanFile(Path path) {
        byte[] bytes() {
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        PlanFormat format() {
            return path.toString().endsWith(".json") ? PlanFormat.JSON : PlanFormat.YAML;
        }

        List<ExpectedError> expectedErrors() {
            List<ExpectedError> expected = new ArrayList<>();
            for (String line : linesOf(format() == PlanFormat.JSON ? sidecar() : path)) {
                if (line.startsWith(EXPECT)) {
                    String[] parts = line.substring(EXPECT.length()).split(" \\| ?", -1);
                    String pointer = parts[0].equals("(whole)") ? "" : parts[0];
                    expected.add(new ExpectedError(pointer, Integer.parseInt(parts[1].strip()), parts[2].strip()));
                }
            }
            return expected;
        }

        private Path sidecar() {
            return path.resolveSibling(path.getFileName().toString().replace(".json", ".expect"));
        }

        /** The file name without its extension. */
        String name() {
            String name = path.getFileName().toString();
            return name.substring(0, name.lastIndexOf('.'));
        }

        @Override
        public String toString() {
            return path.getFileName().toString();
        }
    }

    static Stream<PlanFile> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> !file.toString().endsWith(".expect"))
                    .sorted()
                    .map(PlanFile::new)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> linesOf(Path path) {
        try {
            return Arrays.asList(Files.readString(path).split("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
