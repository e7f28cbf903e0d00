package dev.lockstep.architecture;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What sources are held to where the class file no longer shows it. */
enum SourceRule {
    NO_IMPORT_IS_A_WILDCARD("^\\s*import\\s.*\\*;", "a reader must see where a name comes from"),
    NO_TEST_IS_DISABLED("^\\s*@Disabled\\b", "a test that does not run is a promise that nobody keeps"),
    NO_REMINDER_LACKS_AN_ISSUE(
            "\\b(?:TO" + "DO|FIX" + "ME)\\b(?!\\(#\\d+\\))", "a reminder without an issue number is never read again"),
    NOTHING_IS_GENERATED_BY_LOMBOK("^\\s*import\\s+(?:static\\s+)?lombok\\.", "records say the same in plain Java");

    private final Pattern refused;
    private final String because;

    SourceRule(String refused, String because) {
        this.refused = Pattern.compile(refused);
        this.because = because;
    }

    String sentence() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    String because() {
        return sentence() + ", because " + because;
    }

    /** Each offending line as {@code file:line: text}. */
    List<String> violationsBelow(Path folder) {
        return SourceText.javaFilesBelow(folder).stream()
                .flatMap(this::violationsIn)
                .toList();
    }

    private Stream<String> violationsIn(Path file) {
        List<String> lines = SourceText.of(file).lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> refused.matcher(lines.get(i)).find())
                .mapToObj(i -> file + ":" + (i + 1) + ": " + lines.get(i).strip());
    }
}
