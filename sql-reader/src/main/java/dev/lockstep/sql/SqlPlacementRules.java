package dev.lockstep.sql;

import dev.lockstep.sql.SqlPlacement.CreatesIndex;
import dev.lockstep.sql.SqlPlacement.DropsIndex;
import dev.lockstep.sql.SqlPlacement.InTransaction;
import dev.lockstep.sql.SqlPlacement.Maintains;
import dev.lockstep.sql.SqlPlacement.Refused;
import java.util.Locale;
import java.util.regex.Pattern;

/** Judges a statement by its keywords; the rules are DESIGN §7's and the manual's "cannot be executed inside". */
final class SqlPlacementRules {
    private static final SqlPlacement IN_TRANSACTION = new InTransaction();
    private static final Pattern OTHER_THAN_ISO = Pattern.compile("(?i)sql|postgres|german");

    private SqlPlacementRules() {}

    static SqlPlacement of(SqlKeywords words) {
        String first = words.keyword(0);
        return switch (first) {
            case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE" -> transaction(first);
            case "PREPARE" ->
                words.startWith("PREPARE", "TRANSACTION") ? transaction("PREPARE TRANSACTION") : session(first);
            case "EXECUTE", "DEALLOCATE", "DISCARD", "RESET", "LISTEN", "UNLISTEN", "LOAD" -> session(first);
            case "SET" -> set(words);
            case "COPY" -> copy(words);
            case "CREATE" -> create(words);
            case "DROP" -> drop(words);
            case "ALTER" -> alter(words);
            case "REINDEX" -> reindex(words);
            case "VACUUM" -> new Maintains();
            case "CLUSTER" -> words.nameOtherThan("VERBOSE") ? IN_TRANSACTION : new Maintains();
            case "\\" -> new Refused("a backslash begins a command of psql, not of PostgreSQL", "write it in SQL");
            case "SELECT" -> words.mention("SET_CONFIG") ? setting(words) : IN_TRANSACTION;
            default -> IN_TRANSACTION;
        };
    }

    private static Refused transaction(String keyword) {
        return new Refused(
                keyword + " controls the transaction, which is Lockstep's",
                "remove it: the whole script runs in one transaction");
    }

    private static Refused session(String keyword) {
        return new Refused(keyword + " changes the session beyond the script", "remove it, or use SET LOCAL");
    }

    private static Refused elsewhere(String what) {
        return new Refused(
                what + " reaches beyond this database and cannot be found again after a crash",
                "do it outside of a plan");
    }

    private static SqlPlacement set(SqlKeywords words) {
        if (words.startWith("SET", "LOCAL", "TRANSACTION")) {
            return transaction("SET LOCAL TRANSACTION");
        }
        if (words.startWith("SET", "LOCAL", "SESSION")) {
            return session("SET LOCAL SESSION AUTHORIZATION");
        }
        if (words.startWith("SET", "LOCAL")) {
            return setting(words);
        }
        if (words.startWith("SET", "CONSTRAINTS")) {
            return IN_TRANSACTION;
        }
        return words.startWith("SET", "TRANSACTION") ? transaction("SET TRANSACTION") : session("SET without LOCAL");
    }

    /** What the driver needs to understand the server, and we to read the script as the server does. */
    private static SqlPlacement setting(SqlKeywords words) {
        if (sets(words, "standard_conforming_strings")) {
            return ofConnection("standard_conforming_strings");
        }
        if (sets(words, "client_encoding") || words.startWith("SET", "LOCAL", "NAMES")) {
            return ofConnection("client_encoding");
        }
        return sets(words, "datestyle") && words.hold(OTHER_THAN_ISO) ? ofConnection("DateStyle") : IN_TRANSACTION;
    }

    private static boolean sets(SqlKeywords words, String setting) {
        return words.keyword(2).replace("\"", "").equalsIgnoreCase(setting) || words.quote(setting);
    }

    private static Refused ofConnection(String setting) {
        return new Refused(
                setting + " is how the worker and the server understand each other",
                "remove it: literals are standard, text is UTF-8, dates are ISO (their order may be set)");
    }

    private static SqlPlacement copy(SqlKeywords words) {
        if (words.contain("FROM", "STDIN") || words.contain("TO", "STDOUT")) {
            return new Refused("COPY over the connection has no data in a plan", "use INSERT");
        }
        return IN_TRANSACTION;
    }

    private static SqlPlacement create(SqlKeywords words) {
        if (words.startWith("CREATE", "DATABASE")
                || words.startWith("CREATE", "TABLESPACE")
                || words.startWith("CREATE", "SUBSCRIPTION")) {
            return elsewhere("CREATE " + words.keyword(1));
        }
        int index = words.startWith("CREATE", "UNIQUE") ? 2 : 1;
        return words.keyword(index).equals("INDEX") && words.keyword(index + 1).equals("CONCURRENTLY")
                ? createsIndex(words, index + 2)
                : IN_TRANSACTION;
    }

    private static SqlPlacement createsIndex(SqlKeywords words, int after) {
        int name = words.skipping(after, "IF", "NOT", "EXISTS");
        if (words.keyword(name).equals("ON")) {
            return new Refused(
                    "an index without a name cannot be found again after a crash",
                    "name it: CREATE INDEX CONCURRENTLY <name> ON …");
        }
        int table = words.skipping(words.skipping(name + 1, "ON"), "ONLY");
        CreatesIndex creates = new CreatesIndex(words.qualifiedName(name), words.qualifiedName(table));
        return isEscaped(creates.index()) || isEscaped(creates.table()) ? escaped() : creates;
    }

    private static SqlPlacement drop(SqlKeywords words) {
        if (words.startWith("DROP", "DATABASE")
                || words.startWith("DROP", "TABLESPACE")
                || words.startWith("DROP", "SUBSCRIPTION")) {
            return elsewhere("DROP " + words.keyword(1));
        }
        return words.startWith("DROP", "INDEX", "CONCURRENTLY")
                ? dropsIndex(words.qualifiedName(words.skipping(3, "IF", "EXISTS")))
                : IN_TRANSACTION;
    }

    private static SqlPlacement dropsIndex(String index) {
        return isEscaped(index) ? escaped() : new DropsIndex(index);
    }

    private static boolean isEscaped(String name) {
        return name.toUpperCase(Locale.ROOT).contains("U&\"");
    }

    private static Refused escaped() {
        return new Refused(
                "an index whose name is written with escapes cannot be found again after a crash",
                "write the names as they are");
    }

    private static SqlPlacement alter(SqlKeywords words) {
        if (words.startWith("ALTER", "SYSTEM")
                || words.startWith("ALTER", "SUBSCRIPTION")
                || words.startWith("ALTER", "TABLESPACE")
                || (words.startWith("ALTER", "DATABASE") && words.contain("SET", "TABLESPACE"))) {
            return elsewhere("ALTER " + words.keyword(1));
        }
        if (words.contain("DETACH", "PARTITION") && words.contain("CONCURRENTLY")) {
            return new Refused(
                    "DETACH PARTITION CONCURRENTLY can be left half done by a crash",
                    "use DETACH PARTITION, which runs in the transaction");
        }
        return IN_TRANSACTION;
    }

    private static SqlPlacement reindex(SqlKeywords words) {
        if (words.mention("CONCURRENTLY")) {
            return new Refused(
                    "REINDEX CONCURRENTLY changes nothing that could be undone, and a crash leaves copies behind",
                    "run it outside of a plan, or without CONCURRENTLY");
        }
        return words.contain("SCHEMA") || words.contain("DATABASE") || words.contain("SYSTEM")
                ? new Maintains()
                : IN_TRANSACTION;
    }
}
