package dev.lockstep.sql;

import dev.lockstep.sql.SqlPlacement.CreateIndex;
import dev.lockstep.sql.SqlPlacement.DropIndex;
import dev.lockstep.sql.SqlPlacement.InTransaction;
import dev.lockstep.sql.SqlPlacement.Maintenance;
import dev.lockstep.sql.SqlPlacement.Refused;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Determines the placement of a statement from its keywords. Standalone are the statements that, according to the
 * manual, "cannot be executed inside a transaction block".
 */
final class SqlPlacementRules {
    private static final SqlPlacement IN_TRANSACTION = new InTransaction();
    private static final Pattern DATE_STYLE_OTHER_THAN_ISO = Pattern.compile("(?i)sql|postgres|german");

    private SqlPlacementRules() {}

    static SqlPlacement placementOf(SqlTokens tokens) {
        String first = tokens.keywordAt(0);
        return switch (first) {
            case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE" ->
                transactionControl(first);
            case "PREPARE" ->
                tokens.startsWith("PREPARE", "TRANSACTION")
                        ? transactionControl("PREPARE TRANSACTION")
                        : preparedStatement(first);
            case "EXECUTE", "DEALLOCATE" -> preparedStatement(first);
            case "DISCARD", "RESET", "LISTEN", "UNLISTEN", "LOAD" -> sessionChange(first);
            case "SET" -> placeSet(tokens);
            case "COPY" -> placeCopy(tokens);
            case "CREATE" -> placeCreate(tokens);
            case "DROP" -> placeDrop(tokens);
            case "ALTER" -> placeAlter(tokens);
            case "REINDEX" -> placeReindex(tokens);
            case "VACUUM" -> new Maintenance();
            case "CLUSTER" -> tokens.containsNameOtherThan("VERBOSE") ? IN_TRANSACTION : new Maintenance();
            case "\\" ->
                new Refused("\\ starts a psql command, but only SQL is allowed", "write SQL instead of the command");
            case "SELECT" -> tokens.containsKeyword("SET_CONFIG") ? placeSetting(tokens) : IN_TRANSACTION;
            default -> IN_TRANSACTION;
        };
    }

    private static Refused transactionControl(String keyword) {
        return new Refused(
                keyword + " is not allowed: Lockstep runs the whole script in one transaction of its own",
                "remove " + keyword);
    }

    private static Refused preparedStatement(String keyword) {
        return new Refused(
                keyword + " is not allowed: a prepared statement remains in the session after the script",
                "write the SQL statement itself, without PREPARE and EXECUTE");
    }

    private static Refused sessionChange(String keyword) {
        return new Refused(
                keyword + " is not allowed: its change of the session stays in effect after the script",
                "remove %s; to change a setting during the script, use SET LOCAL".formatted(keyword));
    }

    private static Refused sessionAuthorization(String statement) {
        return new Refused(
                statement + " is not allowed: the user of the worker's connection must stay the same",
                "use SET LOCAL ROLE");
    }

    private static Refused outsideOfDatabase(String statement) {
        return new Refused(
                statement + " is not allowed: it takes effect outside of the target's database, where Lockstep cannot"
                        + " determine the outcome after a crash",
                "run the statement outside of a plan");
    }

    private static SqlPlacement placeSet(SqlTokens tokens) {
        if (tokens.startsWith("SET", "LOCAL", "TRANSACTION")) {
            return transactionControl("SET LOCAL TRANSACTION");
        }
        if (tokens.startsWith("SET", "LOCAL", "SESSION")) {
            return sessionAuthorization("SET LOCAL SESSION AUTHORIZATION");
        }
        if (tokens.startsWith("SET", "LOCAL")) {
            return placeSetting(tokens);
        }
        if (tokens.startsWith("SET", "CONSTRAINTS")) {
            return IN_TRANSACTION;
        }
        if (tokens.startsWith("SET", "SESSION", "AUTHORIZATION")) {
            return sessionAuthorization("SET SESSION AUTHORIZATION");
        }
        return tokens.startsWith("SET", "TRANSACTION")
                ? transactionControl("SET TRANSACTION")
                : new Refused("SET without LOCAL stays in effect after the script", "write SET LOCAL");
    }

    /** Refuses changes of settings that the driver or this parser depends on. */
    private static SqlPlacement placeSetting(SqlTokens tokens) {
        if (sets(tokens, "standard_conforming_strings")) {
            return new Refused(
                    "standard_conforming_strings cannot be changed: Lockstep parses the script with the value on",
                    "remove the setting, and write strings with backslash escapes as E'...'");
        }
        if (sets(tokens, "client_encoding") || tokens.startsWith("SET", "LOCAL", "NAMES")) {
            return new Refused(
                    "client_encoding cannot be changed: the worker's connection uses UTF-8", "remove the setting");
        }
        return sets(tokens, "datestyle") && tokens.containsMatch(DATE_STYLE_OTHER_THAN_ISO)
                ? new Refused(
                        "DateStyle is not ISO, but the worker's connection reads dates in ISO format",
                        "write an ISO style, such as 'ISO, DMY'")
                : IN_TRANSACTION;
    }

    private static boolean sets(SqlTokens tokens, String setting) {
        return tokens.keywordAt(2).replace("\"", "").equalsIgnoreCase(setting) || tokens.containsLiteral(setting);
    }

    private static SqlPlacement placeCopy(SqlTokens tokens) {
        if (tokens.containsSequence("FROM", "STDIN")) {
            return new Refused(
                    "COPY FROM STDIN needs input data, but a plan cannot contain the data", "write INSERT statements");
        }
        if (tokens.containsSequence("TO", "STDOUT")) {
            return new Refused(
                    "COPY TO STDOUT sends rows to the client, but Lockstep does not read them",
                    "remove COPY TO STDOUT");
        }
        return IN_TRANSACTION;
    }

    private static SqlPlacement placeCreate(SqlTokens tokens) {
        if (tokens.startsWith("CREATE", "DATABASE")
                || tokens.startsWith("CREATE", "TABLESPACE")
                || tokens.startsWith("CREATE", "SUBSCRIPTION")) {
            return outsideOfDatabase("CREATE " + tokens.keywordAt(1));
        }
        int index = tokens.startsWith("CREATE", "UNIQUE") ? 2 : 1;
        return tokens.keywordAt(index).equals("INDEX")
                        && tokens.keywordAt(index + 1).equals("CONCURRENTLY")
                ? placeCreateIndex(tokens, index + 2)
                : IN_TRANSACTION;
    }

    private static SqlPlacement placeCreateIndex(SqlTokens tokens, int index) {
        int name = tokens.skip(index, "IF", "NOT", "EXISTS");
        if (tokens.keywordAt(name).equals("ON")) {
            return new Refused(
                    "CREATE INDEX CONCURRENTLY has no index name; Lockstep needs it to find the index after a crash",
                    "write CREATE INDEX CONCURRENTLY <name> ON …");
        }
        int table = tokens.skip(tokens.skip(name + 1, "ON"), "ONLY");
        CreateIndex placement = new CreateIndex(tokens.qualifiedNameAt(name), tokens.qualifiedNameAt(table));
        return isEscaped(placement.index()) || isEscaped(placement.table()) ? escapedName() : placement;
    }

    private static SqlPlacement placeDrop(SqlTokens tokens) {
        if (tokens.startsWith("DROP", "DATABASE")
                || tokens.startsWith("DROP", "TABLESPACE")
                || tokens.startsWith("DROP", "SUBSCRIPTION")) {
            return outsideOfDatabase("DROP " + tokens.keywordAt(1));
        }
        return tokens.startsWith("DROP", "INDEX", "CONCURRENTLY")
                ? placeDropIndex(tokens.qualifiedNameAt(tokens.skip(3, "IF", "EXISTS")))
                : IN_TRANSACTION;
    }

    private static SqlPlacement placeDropIndex(String index) {
        return isEscaped(index) ? escapedName() : new DropIndex(index);
    }

    private static boolean isEscaped(String name) {
        return name.toUpperCase(Locale.ROOT).contains("U&\"");
    }

    private static Refused escapedName() {
        return new Refused(
                "the name is written with U&, but Lockstep cannot look up such names in the catalog",
                "write the name without U& and escapes");
    }

    private static SqlPlacement placeAlter(SqlTokens tokens) {
        if (tokens.startsWith("ALTER", "SYSTEM")
                || tokens.startsWith("ALTER", "SUBSCRIPTION")
                || tokens.startsWith("ALTER", "TABLESPACE")
                || (tokens.startsWith("ALTER", "DATABASE") && tokens.containsSequence("SET", "TABLESPACE"))) {
            return outsideOfDatabase("ALTER " + tokens.keywordAt(1));
        }
        if (tokens.containsSequence("DETACH", "PARTITION") && tokens.containsSequence("CONCURRENTLY")) {
            return new Refused(
                    "DETACH PARTITION CONCURRENTLY is not allowed: a crash can leave it incomplete",
                    "write DETACH PARTITION without CONCURRENTLY");
        }
        return IN_TRANSACTION;
    }

    private static SqlPlacement placeReindex(SqlTokens tokens) {
        if (tokens.containsKeyword("CONCURRENTLY")) {
            return new Refused(
                    "REINDEX CONCURRENTLY is not allowed: a crash leaves invalid copies of the index",
                    "write REINDEX without CONCURRENTLY, or run the statement outside of a plan");
        }
        return tokens.containsSequence("SCHEMA")
                        || tokens.containsSequence("DATABASE")
                        || tokens.containsSequence("SYSTEM")
                ? new Maintenance()
                : IN_TRANSACTION;
    }
}
