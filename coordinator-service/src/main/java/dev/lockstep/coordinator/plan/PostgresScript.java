package dev.lockstep.coordinator.plan;

import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.resource.StringResource;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.flywaydb.database.postgresql.PostgreSQLParser;

/**
 * The statements of a script, as PostgreSQL would read them and as Flyway will run them; where the two disagree the
 * script is not clear enough to be judged.
 */
sealed interface PostgresScript {
    record Statements(List<Statement> statements) implements PostgresScript {
        public Statements {
            statements = List.copyOf(statements);
        }
    }

    /** Lines and columns count from 0. */
    record Unclear(int line, int column, String because) implements PostgresScript {}

    /**
     * A statement by its bare words, in capitals: what stands in quotes, comments and dollars is no word.
     *
     * @param line of its first word, from 0
     */
    record Statement(int line, int column, List<String> words) {
        public Statement {
            words = List.copyOf(words);
        }

        /** Empty where there are not so many. */
        String word(int index) {
            return index < words.size() ? words.get(index) : "";
        }

        boolean has(String word) {
            return words.contains(word);
        }

        boolean hasInOrder(String first, String second) {
            int at = words.indexOf(first);
            return at >= 0 && words.subList(at, words.size()).contains(second);
        }

        /** The first words, for people. */
        String opening() {
            return String.join(" ", words.subList(0, Math.min(words.size(), 3)));
        }
    }

    static PostgresScript read(String text) {
        PostgresScript read = new PostgresLexer(text).read();
        return switch (read) {
            case Unclear _u -> read;
            case Statements(List<Statement> statements) -> {
                int flyways = countedByFlyway(text);
                yield flyways == statements.size() || copiesFromStdin(statements)
                        ? read
                        : new Unclear(
                                0,
                                0,
                                "PostgreSQL reads %d statements in it, and Flyway, which runs it, %d"
                                        .formatted(statements.size(), flyways));
            }
        };
    }

    // The data of such a COPY are no statements, and the whole is refused anyway.
    private static boolean copiesFromStdin(List<Statement> statements) {
        return statements.stream().anyMatch(it -> it.word(0).equals("COPY") && it.has("STDIN"));
    }

    private static int countedByFlyway(String text) {
        var configuration = new FluentConfiguration().placeholderReplacement(false);
        var parser = new PostgreSQLParser(configuration, new ParsingContext());
        try (SqlStatementIterator statements = parser.parse(new StringResource(text))) {
            int count = 0;
            while (statements.hasNext()) {
                statements.next();
                count++;
            }
            return count;
        } catch (FlywayException _e) {
            return -1;
        }
    }
}
