package dev.lockstep.architecture;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules for source text, which check what class files do not contain. */
enum SourceRule {
    IMPORTS_HAVE_NO_WILDCARD("^\\s*import\\s.*\\*;", "the import list must show the package of every name"),
    NO_TEST_IS_DISABLED("^\\s*@Disabled\\b", "a disabled test proves nothing"),
    EVERY_REMINDER_HAS_AN_ISSUE_NUMBER(
            "\\b(?:TO" + "DO|FIX" + "ME)\\b(?!\\(#\\d+\\))", "a reminder without an issue is forgotten"),
    LOMBOK_IS_NOT_USED("^\\s*import\\s+(?:static\\s+)?lombok\\.", "plain Java has records");

    private final Pattern violation;
    private final String reason;

    SourceRule(String violation, String reason) {
        this.violation = Pattern.compile(violation);
        this.reason = reason;
    }

    String sentence() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    String description() {
        return sentence() + ", because " + reason;
    }

    /** Every violating line as {@code file:line: text}. */
    List<String> violationsBelow(Path folder) {
        return SourceText.javaFilesBelow(folder).stream()
                .flatMap(this::violationsIn)
                .toList();
    }

    private Stream<String> violationsIn(Path file) {
        List<String> lines = SourceText.read(file).lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> violation.matcher(lines.get(i)).find())
                .mapToObj(i -> file + ":" + (i + 1) + ": " + lines.get(i).strip());
    }
}
