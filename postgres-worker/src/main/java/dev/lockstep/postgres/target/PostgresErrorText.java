package dev.lockstep.postgres.target;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/**
 * Describes an error without values of rows. The server's message and detail are kept only for classes of SQLSTATE in
 * which they name nothing but objects, statements and settings; the structured fields of the error are always kept.
 */
final class PostgresErrorText {
    private static final Set<String> MESSAGES_WITHOUT_VALUES = Set.of(
            "03", "08", "09", "0A", "0B", "0L", "0P", "20", "21", "23", "24", "25", "26", "27", "28", "2B", "2D", "34",
            "3B", "3D", "3F", "40", "42", "44", "53", "54", "55", "57", "58", "72", "F0", "XX");

    private static final Set<String> DETAILS_WITHOUT_VALUES = Set.of("0A", "28", "2B", "40", "42", "53", "55", "57");

    /** Routines that send a text which a function or script of an application has written. */
    private static final Set<String> RAISING_ROUTINES = Set.of("exec_stmt_raise", "exec_stmt_assert");

    /** Source files of languages and extensions that send texts of an application or of another server. */
    private static final Set<String> FOREIGN_FILES =
            Set.of("plperl.c", "plpy_elog.c", "pltcl.c", "dblink.c", "plv8.cc");

    /** Checks storage parameters of tables and indexes, which are part of a definition and not of a row. */
    private static final String STORAGE_PARAMETERS = "reloptions.c";

    /** Without the part that quotes the row, and without quoted statements. The server can translate these texts. */
    private static final Pattern COPY_POSITION =
            Pattern.compile("^COPY [^:\"\\n]{1,130}?, line \\d{1,9}(?:, column [^:\\n\"]{1,63}(?=:))?");

    private static final Pattern ROUTINE_POSITION = Pattern.compile(
            "^PL/pgSQL function [\\w.$\"]{1,130}(?:\\([\\w ,.\\[\\]\"]{0,200}\\))? line \\d{1,9}\\b",
            Pattern.MULTILINE);

    /** A part is limited to this length, because names of a script can be of any size. */
    private static final int MAX_PART_LENGTH = 2_000;

    private static final String LEFT_OUT = "what can quote values is left out; the log of the server has it";

    private PostgresErrorText() {}

    static String of(SQLException thrown) {
        ServerErrorMessage server = PostgresServerError.messageOf(thrown);
        String state = String.valueOf(thrown.getSQLState());
        if (server != null) {
            return of(server, state);
        }
        return MESSAGES_WITHOUT_VALUES.contains(classOf(state))
                ? limited(String.valueOf(thrown.getMessage()))
                : "%s; the driver's text can quote values and is left out".formatted(SqlStateNames.of(state));
    }

    private static String of(ServerErrorMessage server, String state) {
        boolean isMessageKept = isMessageKept(server, state);
        boolean isDetailKept = isMessageKept && DETAILS_WITHOUT_VALUES.contains(classOf(state));
        String message = isMessageKept ? limited(String.valueOf(server.getMessage())) : SqlStateNames.of(state);
        boolean isLeftOut =
                !isMessageKept || hasText(server.getWhere()) || (!isDetailKept && hasText(server.getDetail()));
        return Stream.of(
                        Stream.of("%s: %s".formatted(server.getSeverity(), message)),
                        objectOf(server, message),
                        labelled("detail", isDetailKept ? server.getDetail() : null),
                        labelled("hint", isMessageKept ? server.getHint() : null),
                        labelled("where", position(server.getWhere())),
                        labelled("position", server.getPosition() == 0 ? null : "" + server.getPosition()),
                        isLeftOut ? Stream.of(LEFT_OUT) : Stream.<String>empty())
                .flatMap(parts -> parts)
                .collect(Collectors.joining("; "));
    }

    private static boolean isMessageKept(ServerErrorMessage server, String state) {
        // A routine can build a statement from values, and the message quotes parts of the statement.
        boolean isBuiltStatement = server.getInternalQuery() != null;
        String file = String.valueOf(server.getFile());
        return (MESSAGES_WITHOUT_VALUES.contains(classOf(state)) || file.equals(STORAGE_PARAMETERS))
                && !isBuiltStatement
                && !RAISING_ROUTINES.contains(String.valueOf(server.getRoutine()))
                && !FOREIGN_FILES.contains(file);
    }

    /** The names that the message does not contain. The server does not translate these fields. */
    private static Stream<String> objectOf(ServerErrorMessage server, String message) {
        return Stream.of(
                        name("constraint", server.getConstraint(), message),
                        name("table", server.getTable(), message),
                        name("column", server.getColumn(), message),
                        name("type", server.getDatatype(), message))
                .flatMap(Optional::stream);
    }

    private static Optional<String> name(String label, @Nullable String name, String message) {
        return Optional.ofNullable(name)
                .filter(found -> !found.isEmpty() && !message.contains('"' + found + '"'))
                .map(found -> "%s: %s".formatted(label, limited(found)));
    }

    private static @Nullable String position(@Nullable String where) {
        if (where == null) {
            return null;
        }
        return Stream.of(COPY_POSITION, ROUTINE_POSITION)
                .map(pattern -> pattern.matcher(where))
                .filter(Matcher::find)
                .map(Matcher::group)
                .findFirst()
                .orElse(null);
    }

    private static Stream<String> labelled(String label, @Nullable String text) {
        return hasText(text) ? Stream.of(label + ": " + limited(String.valueOf(text))) : Stream.empty();
    }

    private static boolean hasText(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    private static String classOf(String state) {
        return state.substring(0, Math.min(2, state.length()));
    }

    private static String limited(String text) {
        return text.length() <= MAX_PART_LENGTH
                ? text
                : String.format(Locale.ROOT, "%s … (%d characters)", text.substring(0, MAX_PART_LENGTH), text.length());
    }
}
