package dev.lockstep.sql;

import dev.lockstep.sql.SqlPlacement.Refused;
import java.util.Optional;
import java.util.Set;

/** Recognizes COPY statements that read rows from the client or send rows to it. */
final class SqlCopyRules {
    private static final Set<String> UTF_8 = Set.of("utf8", "utf-8", "unicode");

    private SqlCopyRules() {}

    /** Whether the statement is followed by its rows. PostgreSQL accepts STDOUT as another word for STDIN. */
    static boolean readsRows(SqlTokens tokens) {
        return tokens.startsWith("COPY")
                && (tokens.containsSequence("FROM", "STDIN") || tokens.containsSequence("FROM", "STDOUT"));
    }

    static boolean sendsRows(SqlTokens tokens) {
        return tokens.containsSequence("TO", "STDOUT") || tokens.containsSequence("TO", "STDIN");
    }

    /** Whether COPY writes a file of the server, or runs a program. A file that it reads is no such effect. */
    static boolean isOutsideOfDatabase(SqlTokens tokens) {
        return tokens.startsWith("COPY")
                && (tokens.containsLiteralAfter("TO")
                        || tokens.containsSequence("TO", "PROGRAM")
                        || tokens.containsSequence("FROM", "PROGRAM"));
    }

    /** The refusal of a statement whose rows cannot be part of a script. */
    static Optional<Refused> refusalOf(SqlTokens tokens) {
        SqlTokens options =
                tokens.after("WHERE", "FROM", tokens.containsSequence("FROM", "STDIN") ? "STDIN" : "STDOUT");
        boolean isBinary = tokens.startsWith("COPY", "BINARY")
                || options.containsKeyword("BINARY")
                || options.valueAfter("FORMAT").equals(Optional.of("binary"));
        if (isBinary) {
            return Optional.of(new Refused(
                    "the rows of COPY FROM STDIN are in binary format, but a script is text",
                    "write the rows in format text or csv"));
        }
        return options.valueAfter("ENCODING")
                .filter(name -> !UTF_8.contains(name))
                .map(SqlCopyRules::otherEncoding);
    }

    private static Refused otherEncoding(String name) {
        return new Refused(
                "the rows of COPY FROM STDIN have ENCODING %s, but a script is UTF-8".formatted(name),
                "remove ENCODING");
    }
}
