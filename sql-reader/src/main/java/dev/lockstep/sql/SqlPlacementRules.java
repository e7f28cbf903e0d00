package dev.lockstep.sql;

import dev.lockstep.sql.SqlPlacement.CreateIndex;
import dev.lockstep.sql.SqlPlacement.DropIndex;
import dev.lockstep.sql.SqlPlacement.InTransaction;
import dev.lockstep.sql.SqlPlacement.Maintenance;
import dev.lockstep.sql.SqlPlacement.Refused;
import java.util.Locale;

/**
 * Determines the placement of a statement from its keywords. Standalone are the statements that, according to the
 * manual, "cannot be executed inside a transaction block".
 */
final class SqlPlacementRules {
    private static final SqlPlacement IN_TRANSACTION = new InTransaction();

    private SqlPlacementRules() {}

    static SqlPlacement placementOf(SqlTokens tokens) {
        if (tokens.isPsqlCommand()) {
            return SqlPsqlRules.refusalOf(tokens.keywordAt(0));
        }
        return SqlSettingRules.refusalInside(tokens).orElseGet(() -> placeStatement(tokens));
    }

    private static SqlPlacement placeStatement(SqlTokens tokens) {
        String first = tokens.keywordAt(0);
        return switch (first) {
            case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE" ->
                transactionControl(first);
            case "PREPARE" ->
                tokens.startsWith("PREPARE", "TRANSACTION")
                        ? transactionControl("PREPARE TRANSACTION")
                        : preparedStatement(first);
            case "EXECUTE", "DEALLOCATE" -> preparedStatement(first);
            case "LISTEN", "UNLISTEN", "LOAD" -> sessionChange(first);
            case "SET" -> SqlSettingRules.placeSet(tokens);
            case "RESET" -> SqlSettingRules.placeReset(tokens);
            case "DISCARD" -> SqlSettingRules.placeDiscard(tokens);
            case "COPY" -> placeCopy(tokens);
            case "CREATE" -> placeCreate(tokens);
            case "DROP" -> placeDrop(tokens);
            case "ALTER" -> placeAlter(tokens);
            case "REINDEX" -> placeReindex(tokens);
            case "VACUUM" -> new Maintenance();
            case "CLUSTER" -> tokens.containsNameOtherThan("VERBOSE") ? IN_TRANSACTION : new Maintenance();
            default -> IN_TRANSACTION;
        };
    }

    static Refused transactionControl(String keyword) {
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
                "remove " + keyword);
    }

    private static Refused outsideOfDatabase(String statement) {
        return new Refused(
                statement + " is not allowed: it takes effect outside of the target's database, where Lockstep cannot"
                        + " determine the outcome after a crash",
                "run the statement outside of a plan");
    }

    private static SqlPlacement placeCopy(SqlTokens tokens) {
        if (SqlCopyRules.sendsRows(tokens)) {
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
