package dev.lockstep.mongo.operation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A dotted path to a field.
 *
 * @param parents the names of the enclosing documents, outermost first
 * @param name the name of the field in the innermost document
 */
record FieldPath(List<String> parents, String name) {
    static FieldPath parse(String path) {
        List<String> parts = List.of(path.split("\\."));
        return new FieldPath(parts.subList(0, parts.size() - 1), parts.getLast());
    }

    /** The paths of all parents, outermost first: {@code a} and {@code a.b} for {@code a.b.c}. */
    List<String> parentPaths() {
        return IntStream.rangeClosed(1, parents.size())
                .mapToObj(this::parentPath)
                .toList();
    }

    /** @param depth the number of parents in the path, at least 1 */
    String parentPath(int depth) {
        return String.join(".", parents.subList(0, depth));
    }

    @Override
    public String toString() {
        return parents.isEmpty() ? name : parentPath(parents.size()) + "." + name;
    }
}
