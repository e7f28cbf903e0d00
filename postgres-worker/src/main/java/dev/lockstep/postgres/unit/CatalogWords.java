package dev.lockstep.postgres.unit;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the words of a text that can be names of catalog objects, also inside of literals and function bodies. */
final class CatalogWords {
    private static final int MAX_NAME_LENGTH = 63;
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*+|[-+*/<>=~!@#%^&|`?]++");
    /** Each quote can be the first of a name, because the text can be a part of a literal. */
    private static final Pattern NAME_WITH_QUOTE =
            Pattern.compile("\"(?=((?:[^\"]|\"\"){1,%d})\")".formatted(MAX_NAME_LENGTH));

    private static final Pattern FIRST_WORD = Pattern.compile("\\p{L}++");
    /** Statements that change the catalog only through functions, triggers or rules. */
    private static final Set<String> DATA_STATEMENTS = Set.of(
            "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES", "COPY", "SET", "ANALYZE", "EXPLAIN",
            "TABLE");

    private CatalogWords() {}

    /** The words of the statements that can change the catalog themselves. */
    static Set<String> ofStatements(Collection<String> statements) {
        return of(statements.stream()
                .filter(statement -> !isDataStatement(statement))
                .toList());
    }

    static Set<String> of(Collection<String> texts) {
        Set<String> words = new HashSet<>();
        texts.forEach(text -> add(words, text));
        return words;
    }

    private static boolean isDataStatement(String statement) {
        Matcher first = FIRST_WORD.matcher(statement);
        return first.find() && DATA_STATEMENTS.contains(first.group().toUpperCase(Locale.ROOT));
    }

    /** Adds text between quotes as one name. The server folds other names to lower case, or only their ASCII letters. */
    private static void add(Set<String> words, String text) {
        for (String part : text.split("\"", -1)) {
            if (part.length() <= MAX_NAME_LENGTH) {
                words.add(part);
            }
            Matcher word = WORD.matcher(part);
            while (word.find()) {
                words.add(word.group());
                words.add(word.group().toLowerCase(Locale.ROOT));
            }
        }
        if (text.contains("\"\"")) {
            NAME_WITH_QUOTE
                    .matcher(text)
                    .results()
                    .forEach(name -> words.add(name.group(1).replace("\"\"", "\"")));
        }
    }
}
