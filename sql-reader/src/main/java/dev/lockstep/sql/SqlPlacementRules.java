package dev.lockstep.sql;

import dev.lockstep.sql.SqlPlacement.CreateIndex;
import dev.lockstep.sql.SqlPlacement.DropIndex;
import dev.lockstep.sql.SqlPlacement.InTransaction;
import dev.lockstep.sql.SqlPlacement.Maintenance;
import dev.lockstep.sql.SqlPlacement.Refused;
import java.util.Locale;
import java.util.regex.Pattern;

/** Classifies a statement by its keywords: DESIGN §7, and "cannot be executed inside a transaction block" of the manual. */
final class SqlPlacementRules {
    private static final SqlPlacement IN_TRANSACTION = new InTransaction();
    private static final Pattern DATE_STYLE_OTHER_THAN_ISO = Pattern.compile("(?i)sql|postgres|german");

    private SqlPlacementRules() {}

    static SqlPlacement of(SqlKeywords words) {
        String first = words.keywordAt(0);
        return switch (first) {
            case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE" ->
                transactionControl(first);
            case "PREPARE" ->
                words.startsWith("PREPARE", "TRANSACTION")
                        ? transactionControl("PREPARE TRANSACTION")
                        : sessionChange(first);
            case "EXECUTE", "DEALLOCATE", "DISCARD", "RESET", "LISTEN", "UNLISTEN", "LOAD" -> sessionChange(first);
            case "SET" -> placeSet(words);
            case "COPY" -> placeCopy(words);
            case "CREATE" -> placeCreate(words);
            case "DROP" -> placeDrop(words);
            case "ALTER" -> placeAlter(words);
            case "REINDEX" -> placeReindex(words);
            case "VACUUM" -> new Maintenance();
            case "CLUSTER" -> words.containsNameOtherThan("VERBOSE") ? IN_TRANSACTION : new Maintenance();
            case "\\" -> new Refused("a backslash starts a command of psql, not an SQL statement", "write SQL");
            case "SELECT" -> words.containsKeyword("SET_CONFIG") ? placeSetting(words) : IN_TRANSACTION;
            default -> IN_TRANSACTION;
        };
    }

    private static Refused transactionControl(String keyword) {
        return new Refused(
                keyword + " controls the transaction, which Lockstep begins and commits",
                "remove it: the whole script runs in one transaction");
    }

    private static Refused sessionChange(String keyword) {
        return new Refused(keyword + " changes the session beyond the script", "remove it, or use SET LOCAL");
    }

    private static Refused outsideOfDatabase(String statement) {
        return new Refused(
                statement + " reaches beyond this database, so its outcome cannot be determined after a crash",
                "run it outside of a plan");
    }

    private static SqlPlacement placeSet(SqlKeywords words) {
        if (words.startsWith("SET", "LOCAL", "TRANSACTION")) {
            return transactionControl("SET LOCAL TRANSACTION");
        }
        if (words.startsWith("SET", "LOCAL", "SESSION")) {
            return sessionChange("SET LOCAL SESSION AUTHORIZATION");
        }
        if (words.startsWith("SET", "LOCAL")) {
            return placeSetting(words);
        }
        if (words.startsWith("SET", "CONSTRAINTS")) {
            return IN_TRANSACTION;
        }
        return words.startsWith("SET", "TRANSACTION")
                ? transactionControl("SET TRANSACTION")
                : sessionChange("SET without LOCAL");
    }

    /** These settings change how the driver reads the server's answers, or how the server reads the script. */
    private static SqlPlacement placeSetting(SqlKeywords words) {
        if (sets(words, "standard_conforming_strings")) {
            return connectionSetting("standard_conforming_strings");
        }
        if (sets(words, "client_encoding") || words.startsWith("SET", "LOCAL", "NAMES")) {
            return connectionSetting("client_encoding");
        }
        return sets(words, "datestyle") && words.containsMatch(DATE_STYLE_OTHER_THAN_ISO)
                ? connectionSetting("DateStyle")
                : IN_TRANSACTION;
    }

    private static boolean sets(SqlKeywords words, String setting) {
        return words.keywordAt(2).replace("\"", "").equalsIgnoreCase(setting) || words.containsLiteral(setting);
    }

    private static Refused connectionSetting(String setting) {
        return new Refused(
                setting + " must keep its value: the worker reads the script and the server's answers by it",
                "remove it: strings are standard-conforming, text is UTF-8, dates are ISO (DMY, MDY and YMD are free)");
    }

    private static SqlPlacement placeCopy(SqlKeywords words) {
        if (words.containsSequence("FROM", "STDIN")) {
            return new Refused("COPY FROM STDIN needs data that a plan does not carry", "use INSERT");
        }
        if (words.containsSequence("TO", "STDOUT")) {
            return new Refused("COPY TO STDOUT sends rows that nothing receives", "remove it");
        }
        return IN_TRANSACTION;
    }

    private static SqlPlacement placeCreate(SqlKeywords words) {
        if (words.startsWith("CREATE", "DATABASE")
                || words.startsWith("CREATE", "TABLESPACE")
                || words.startsWith("CREATE", "SUBSCRIPTION")) {
            return outsideOfDatabase("CREATE " + words.keywordAt(1));
        }
        int index = words.startsWith("CREATE", "UNIQUE") ? 2 : 1;
        return words.keywordAt(index).equals("INDEX")
                        && words.keywordAt(index + 1).equals("CONCURRENTLY")
                ? placeCreateIndex(words, index + 2)
                : IN_TRANSACTION;
    }

    private static SqlPlacement placeCreateIndex(SqlKeywords words, int after) {
        int name = words.skip(after, "IF", "NOT", "EXISTS");
        if (words.keywordAt(name).equals("ON")) {
            return new Refused(
                    "an index without a name cannot be identified after a crash",
                    "name it: CREATE INDEX CONCURRENTLY <name> ON …");
        }
        int table = words.skip(words.skip(name + 1, "ON"), "ONLY");
        CreateIndex placement = new CreateIndex(words.qualifiedNameAt(name), words.qualifiedNameAt(table));
        return isEscaped(placement.index()) || isEscaped(placement.table()) ? escapedName() : placement;
    }

    private static SqlPlacement placeDrop(SqlKeywords words) {
        if (words.startsWith("DROP", "DATABASE")
                || words.startsWith("DROP", "TABLESPACE")
                || words.startsWith("DROP", "SUBSCRIPTION")) {
            return outsideOfDatabase("DROP " + words.keywordAt(1));
        }
        return words.startsWith("DROP", "INDEX", "CONCURRENTLY")
                ? placeDropIndex(words.qualifiedNameAt(words.skip(3, "IF", "EXISTS")))
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
                "a name written with U& escapes cannot be looked up in the catalog", "write the name without escapes");
    }

    private static SqlPlacement placeAlter(SqlKeywords words) {
        if (words.startsWith("ALTER", "SYSTEM")
                || words.startsWith("ALTER", "SUBSCRIPTION")
                || words.startsWith("ALTER", "TABLESPACE")
                || (words.startsWith("ALTER", "DATABASE") && words.containsSequence("SET", "TABLESPACE"))) {
            return outsideOfDatabase("ALTER " + words.keywordAt(1));
        }
        if (words.containsSequence("DETACH", "PARTITION") && words.containsSequence("CONCURRENTLY")) {
            return new Refused(
                    "a crash can leave DETACH PARTITION CONCURRENTLY half done",
                    "use DETACH PARTITION, which runs in the transaction");
        }
        return IN_TRANSACTION;
    }

    private static SqlPlacement placeReindex(SqlKeywords words) {
        if (words.containsKeyword("CONCURRENTLY")) {
            return new Refused(
                    "REINDEX CONCURRENTLY has no effect to undo, and a crash leaves invalid copies of the index",
                    "run it outside of a plan, or without CONCURRENTLY");
        }
        return words.containsSequence("SCHEMA")
                        || words.containsSequence("DATABASE")
                        || words.containsSequence("SYSTEM")
                ? new Maintenance()
                : IN_TRANSACTION;
    }
}
