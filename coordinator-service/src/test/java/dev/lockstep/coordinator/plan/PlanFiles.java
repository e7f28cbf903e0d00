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
    private static final String EXPECTATION = "# expect: ";

    private PlanFiles() {}

    /**
     * An error that a plan file expects.
     *
     * @param pointer the JSON pointer; {@code *} for any, empty for the whole plan
     * @param message a part of the message
     */
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
            for (String line : linesOf(format() == PlanFormat.JSON ? expectationFile() : path)) {
                if (line.startsWith(EXPECTATION)) {
                    String[] parts = line.substring(EXPECTATION.length()).split(" \\| ?", -1);
                    String pointer = parts[0].equals("(whole)") ? "" : parts[0];
                    expected.add(new ExpectedError(pointer, Integer.parseInt(parts[1].strip()), parts[2].strip()));
                }
            }
            return expected;
        }

        // JSON has no comments, so the expectations are in a file of their own.
        private Path expectationFile() {
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
                    .filter(Files::isRegularFile)
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
