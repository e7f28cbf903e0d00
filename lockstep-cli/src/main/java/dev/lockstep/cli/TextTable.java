package dev.lockstep.cli;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Formats rows as a table. Each column is as wide as its longest value. */
final class TextTable {

    private static final String GAP = "  ";

    private TextTable() {}

    static List<String> lines(List<String> header, List<List<String>> rows) {
        int[] widths = IntStream.range(0, header.size())
                .map(column -> Stream.concat(Stream.of(header), rows.stream())
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return Stream.concat(Stream.of(header), rows.stream())
                .map(row -> line(row, widths))
                .toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String value = row.get(column);
            line.append(value)
                    .append(" ".repeat(widths[column] - value.length()))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
