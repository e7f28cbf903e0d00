package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The labels of an enum type, as literals in their order. */
record EnumLabels(String type, List<String> literals) {
    private static final Pattern CREATE = Pattern.compile("CREATE TYPE (.+?) AS ENUM \\((.*)\\)", Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("E?'(?:[^']|'')*'");

    /** The labels of a type; empty if it is no enum. */
    static Optional<EnumLabels> of(CatalogObject type) {
        return type.statements(Purpose.CREATE)
                .map(CREATE::matcher)
                .filter(create -> create.matches())
                .map(create -> new EnumLabels(
                        create.group(1),
                        LITERAL.matcher(create.group(2))
                                .results()
                                .map(MatchResult::group)
                                .toList()))
                .findFirst();
    }

    /** The statements that add the labels, if nothing else differs. */
    static Optional<List<Statement>> added(CatalogObject current, CatalogObject wanted) {
        EnumLabels from = of(current).orElse(null);
        EnumLabels to = of(wanted).orElse(null);
        return from == null || to == null ? Optional.empty() : from.additions(to);
    }

    private Optional<List<Statement>> additions(EnumLabels wanted) {
        List<String> kept = wanted.literals.stream().filter(literals::contains).toList();
        if (!kept.equals(literals) || wanted.literals.size() == literals.size()) {
            return Optional.empty();
        }
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < wanted.literals.size(); i++) {
            String literal = wanted.literals.get(i);
            if (!literals.contains(literal)) {
                statements.add(new Statement(
                        "ALTER TYPE %s ADD VALUE %s%s".formatted(type, literal, position(wanted.literals, i)), null));
            }
        }
        return Optional.of(statements);
    }

    /** All labels before this one exist when the statement runs. */
    private String position(List<String> wanted, int index) {
        if (index > 0) {
            return " AFTER " + wanted.get(index - 1);
        }
        return literals.isEmpty() ? "" : " BEFORE " + literals.getFirst();
    }
}
