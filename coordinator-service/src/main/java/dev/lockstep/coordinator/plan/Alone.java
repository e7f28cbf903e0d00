package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.plan.PostgresScript.Statement;

/** Statements that PostgreSQL runs only outside of a transaction. */
final class Alone {
    private Alone() {}

    static boolean mustStand(Statement statement) {
        return switch (statement.word(0)) {
            case "VACUUM" -> true;
            case "CREATE" -> isOutside(statement) || isConcurrentIndex(statement);
            case "DROP" -> isOutside(statement) || isConcurrentIndex(statement);
            case "ALTER" ->
                statement.word(1).equals("SYSTEM")
                        || (statement.word(1).equals("DATABASE") && statement.hasInOrder("SET", "TABLESPACE"))
                        || (statement.hasInOrder("DETACH", "PARTITION") && statement.has("CONCURRENTLY"));
            case "REINDEX" ->
                statement.has("CONCURRENTLY")
                        || statement.word(1).equals("DATABASE")
                        || statement.word(1).equals("SYSTEM")
                        || statement.word(1).equals("SCHEMA");
            case "CLUSTER" -> statement.word(1).isEmpty();
            default -> false;
        };
    }

    private static boolean isOutside(Statement statement) {
        return switch (statement.word(1)) {
            case "DATABASE", "TABLESPACE", "SUBSCRIPTION" -> true;
            default -> false;
        };
    }

    private static boolean isConcurrentIndex(Statement statement) {
        return statement.has("CONCURRENTLY")
                && (statement.word(1).equals("INDEX") || statement.word(2).equals("INDEX"));
    }
}
