package dev.lockstep.sql;

import dev.lockstep.sql.SqlPlacement.Refused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses the commands of psql, which are not SQL, and names what to write instead. */
final class SqlPsqlRules {
    private static final Pattern COMMAND = Pattern.compile("\\\\(?:\\w+|\\S|$)");

    private SqlPsqlRules() {}

    /**
     * The refusal of a command.
     *
     * @param line the text from the backslash to the end of the line
     */
    static Refused refusalOf(String line) {
        Matcher matcher = COMMAND.matcher(line);
        String command = matcher.lookingAt() ? matcher.group() : "\\";
        return new Refused(command + " is a command of psql, but only SQL is allowed", hint(command));
    }

    private static String hint(String command) {
        return switch (command) {
            case "\\restrict", "\\unrestrict" -> "remove the line; pg_dump writes it only for psql";
            case "\\connect", "\\c" -> "remove the line; the target of the step is the database";
            case "\\i", "\\ir", "\\include", "\\include_relative" -> "write the SQL of the file into the script";
            case "\\copy" -> "write COPY … FROM STDIN and, on the lines after it, the rows and a line \\.";
            case "\\." -> "remove the line; it ends only the rows after COPY … FROM STDIN;";
            case "\\g", "\\gx", "\\gexec", "\\gset", "\\gdesc" -> "end the statement with a semicolon";
            default -> "remove it, or write it as SQL";
        };
    }
}
