package dev.lockstep.cli.follow;

import java.util.ArrayList;
import java.util.List;

/**
 * Formats messages of the coordinator and of the stores. They may have many lines, such as a difference between two
 * definitions, and may contain control characters of the data.
 */
final class MessageText {

    private static final int MAX_LINES = 60;
    private static final int MAX_LINE_LENGTH = 400;

    private MessageText() {}

    /** Returns the first line, shortened if it is long. */
    static String firstLine(String text) {
        String first = text.lines().findFirst().map(MessageText::shortened).orElse("");
        return text.lines().count() > 1 ? first + " ..." : first;
    }

    /** Returns at most 60 lines with the indentation before each of them. */
    static List<String> indented(String text, String indentation) {
        List<String> all = text.lines().toList();
        List<String> lines = new ArrayList<>();
        all.stream().limit(MAX_LINES).forEach(line -> lines.add((indentation + shortened(line)).stripTrailing()));
        if (all.size() > MAX_LINES) {
            lines.add(
                    "%s... %,d more lines; the API has the whole text".formatted(indentation, all.size() - MAX_LINES));
        }
        return lines;
    }

    private static String shortened(String line) {
        String printable = line.replace('\t', ' ').replaceAll("\\p{Cc}", "?");
        return printable.length() <= MAX_LINE_LENGTH
                ? printable
                : "%s... (%,d more characters)"
                        .formatted(printable.substring(0, MAX_LINE_LENGTH), printable.length() - MAX_LINE_LENGTH);
    }
}
