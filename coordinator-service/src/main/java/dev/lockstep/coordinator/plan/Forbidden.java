package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.plan.PostgresScript.Statement;
import java.util.Optional;

/** Statements that would end the transaction that a script shares with its journal, or change the session after it. */
record Forbidden(String because, String mend) {
    private static final String TRANSACTION_MEND =
            "take it out: the script runs in one transaction, together with its journal";

    static Optional<Forbidden> in(Statement statement) {
        return switch (statement.word(0)) {
            case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE" ->
                transaction(statement);
            case "PREPARE" -> statement.word(1).equals("TRANSACTION") ? transaction(statement) : Optional.empty();
            case "SET" -> set(statement);
            case "RESET" -> session(statement, "use SET LOCAL, which ends with the transaction");
            case "DISCARD" -> session(statement, "take it out");
            case "LISTEN", "UNLISTEN" -> session(statement, "take it out");
            case "COPY" -> copy(statement);
            default -> Optional.empty();
        };
    }

    private static Optional<Forbidden> transaction(Statement statement) {
        return Optional.of(
                new Forbidden("%s controls the transaction".formatted(statement.opening()), TRANSACTION_MEND));
    }

    private static Optional<Forbidden> session(Statement statement, String mend) {
        return Optional.of(new Forbidden("%s changes the session".formatted(statement.opening()), mend));
    }

    private static Optional<Forbidden> set(Statement statement) {
        return switch (statement.word(1)) {
            case "LOCAL" -> statement.word(2).equals("TRANSACTION") ? transaction(statement) : Optional.empty();
            case "CONSTRAINTS" -> Optional.empty();
            case "TRANSACTION" -> transaction(statement);
            default -> session(statement, "write SET LOCAL, which ends with the transaction");
        };
    }

    private static Optional<Forbidden> copy(Statement statement) {
        return statement.hasInOrder("FROM", "STDIN") || statement.hasInOrder("TO", "STDOUT")
                ? Optional.of(new Forbidden(
                        "%s has nobody to talk to".formatted(statement.opening()), "write INSERT statements"))
                : Optional.empty();
    }
}
