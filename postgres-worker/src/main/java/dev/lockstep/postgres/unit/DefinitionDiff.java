package dev.lockstep.postgres.unit;

import java.util.ArrayList;
import java.util.List;

/**
 * Two definitions of one object as text: short ones next to each other, long ones as their changed lines with the line
 * before and after.
 */
final class DefinitionDiff {
    private static final int MAX_SHORT_LENGTH = 120;
    private static final int MAX_LINES = 12;
    private static final int MAX_LINE_LENGTH = 160;
    /** Longer texts are compared only by their common first and last lines. */
    private static final int MAX_COMPARED_LINES = 500;

    private final List<String> before;
    private final List<String> after;
    private final List<String> shown = new ArrayList<>();
    private int hidden;

    private DefinitionDiff(String before, String after) {
        this.before = lines(before);
        this.after = lines(after);
    }

    /** One line, or several lines of which the first names the object. */
    static String of(String object, String before, String after) {
        if (isShort(before) && isShort(after)) {
            return "%s was «%s» and is «%s»".formatted(object, before, after);
        }
        return "%s differs (- before up, + after down):\n%s"
                .formatted(object, new DefinitionDiff(before, after).changedLines());
    }

    /** Carriage returns are visible, because two definitions can differ only by them. */
    private static List<String> lines(String definition) {
        return List.of(definition.replace("\r", "\\r").split("\n", -1));
    }

    /** The beginning of a definition on one line. */
    static String summary(String definition) {
        String line = definition
                .lines()
                .map(String::strip)
                .reduce((first, second) -> first + " " + second)
                .orElse("");
        return line.length() <= MAX_SHORT_LENGTH ? line : line.substring(0, MAX_SHORT_LENGTH) + "…";
    }

    private static boolean isShort(String definition) {
        return definition.length() <= MAX_SHORT_LENGTH && !definition.contains("\n");
    }

    private String changedLines() {
        int first = 0;
        while (first < Math.min(before.size(), after.size())
                && before.get(first).equals(after.get(first))) {
            first++;
        }
        int common = 0;
        while (common < Math.min(before.size(), after.size()) - first
                && before.get(before.size() - 1 - common).equals(after.get(after.size() - 1 - common))) {
            common++;
        }
        context(first - 1);
        compare(before.subList(first, before.size() - common), after.subList(first, after.size() - common));
        context(common == 0 ? -1 : before.size() - common);
        return String.join("\n", shown) + (hidden == 0 ? "" : "\n    … %d more changed lines".formatted(hidden));
    }

    private void compare(List<String> old, List<String> current) {
        if (old.size() > MAX_COMPARED_LINES || current.size() > MAX_COMPARED_LINES) {
            old.forEach(line -> show("  - ", line, ""));
            current.forEach(line -> show("  + ", line, ""));
            return;
        }
        int[][] same = longestCommon(old, current);
        int i = 0;
        int j = 0;
        while (i < old.size() || j < current.size()) {
            if (i < old.size() && j < current.size() && old.get(i).equals(current.get(j))) {
                i++;
                j++;
            } else if (j == current.size() || (i < old.size() && same[i + 1][j] >= same[i][j + 1])) {
                show("  - ", old.get(i), j < current.size() ? current.get(j) : "");
                i++;
            } else {
                show("  + ", current.get(j), i > 0 ? old.get(i - 1) : "");
                j++;
            }
        }
    }

    /** Lengths of the longest common sequences of the lines from each position to the end. */
    private static int[][] longestCommon(List<String> old, List<String> current) {
        int[][] length = new int[old.size() + 1][current.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = current.size() - 1; j >= 0; j--) {
                length[i][j] = old.get(i).equals(current.get(j))
                        ? length[i + 1][j + 1] + 1
                        : Math.max(length[i + 1][j], length[i][j + 1]);
            }
        }
        return length;
    }

    private void context(int line) {
        if (line >= 0 && line < before.size()) {
            shown.add("    " + cut(before.get(line), before.get(line)));
        }
    }

    private void show(String mark, String line, String other) {
        if (shown.size() < MAX_LINES) {
            shown.add(mark + cut(line, other));
        } else {
            hidden++;
        }
    }

    /** Cuts a long line to the part where it starts to differ from the other line. */
    private static String cut(String line, String other) {
        if (line.length() <= MAX_LINE_LENGTH) {
            return line;
        }
        int same = 0;
        while (same < Math.min(line.length(), other.length()) && line.charAt(same) == other.charAt(same)) {
            same++;
        }
        int start = same == line.length() ? 0 : Math.max(0, same - MAX_LINE_LENGTH / 4);
        int end = Math.min(line.length(), start + MAX_LINE_LENGTH);
        return (start > 0 ? "…" : "") + line.substring(start, end) + (end < line.length() ? "…" : "");
    }
}
