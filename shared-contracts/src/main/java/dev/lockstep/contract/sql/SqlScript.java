package dev.lockstep.contract.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * A script taken apart, and what is to be said against it; a script without objections can be run.
 *
 * @param objections in the order of the script
 */
public record SqlScript(List<SqlStatement> statements, List<SqlObjection> objections) {
    public SqlScript {
        statements = List.copyOf(statements);
        objections = List.copyOf(objections);
    }

    public static SqlScript read(String text) {
        SqlPositions positions = new SqlPositions(text);
        try {
            List<SqlStatement> statements = SqlSplitter.statementsOf(text, positions);
            return new SqlScript(statements, objectionsTo(statements));
        } catch (SqlUnreadable e) {
            String message = String.valueOf(e.getMessage());
            return new SqlScript(List.of(), List.of(positions.objection(e.offset(), message, "close it")));
        }
    }

    /** A check: one statement, and one that can run in a transaction which may only read. */
    public static SqlScript query(String text) {
        SqlScript script = read(text);
        if (!script.objections.isEmpty()) {
            return script;
        }
        List<SqlObjection> objections = new ArrayList<>();
        if (script.standsAlone()) {
            objections.add(objection(
                    script.statements.getFirst(),
                    "PostgreSQL runs this statement only outside of a transaction, and a check runs in one",
                    "ask with SELECT"));
        }
        script.statements.stream()
                .skip(1)
                .map(second ->
                        objection(second, "a check is one query, and another begins here", "ask with one SELECT"))
                .forEach(objections::add);
        return new SqlScript(script.statements, objections);
    }

    /** Whether it is one statement that PostgreSQL refuses inside a transaction. */
    public boolean standsAlone() {
        return statements.size() == 1 && statements.getFirst().standing() instanceof SqlStanding.Alone;
    }

    private static List<SqlObjection> objectionsTo(List<SqlStatement> statements) {
        if (statements.isEmpty()) {
            return List.of(new SqlObjection(1, 1, "the script has no statement", "write one"));
        }
        List<SqlObjection> objections = new ArrayList<>();
        for (SqlStatement statement : statements) {
            switch (statement.standing()) {
                case SqlStanding.InTransaction in -> {}
                case SqlStanding.Refused refused ->
                    objections.add(objection(statement, refused.because(), refused.mend()));
                case SqlStanding.Alone alone -> {
                    if (statements.size() > 1) {
                        objections.add(objection(
                                statement,
                                "PostgreSQL runs this statement only outside of a transaction, so it stands alone",
                                "give it a step of its own"));
                    }
                }
            }
        }
        return objections;
    }

    private static SqlObjection objection(SqlStatement at, String message, String mend) {
        return new SqlObjection(at.line(), at.column(), message, mend);
    }
}
