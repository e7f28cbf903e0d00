package dev.lockstep.postgres.dryrun;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table with a primary key, at one moment.
 *
 * @param name the qualified name
 * @param keys the columns of the primary key, quoted where necessary
 * @param types the types of these columns
 * @param columns the names of all columns
 */
record SampledTable(long oid, String name, List<String> keys, List<String> types, List<String> columns) {
    SampledTable {
        keys = List.copyOf(keys);
        types = List.copyOf(types);
        columns = List.copyOf(columns);
    }

    boolean hasSameKey(SampledTable other) {
        return keys.equals(other.keys) && types.equals(other.types);
    }

    /** The key as text columns. */
    String selectedKeys() {
        return keys.stream().map("t.%s::text"::formatted).collect(Collectors.joining(", "));
    }

    /** A list of keys as parameters {@code k0}, {@code k1} …, one array for each column. */
    String wantedKeys() {
        return IntStream.range(0, keys.size())
                .mapToObj("CAST(:k%d AS text[])"::formatted)
                .collect(Collectors.joining(", "));
    }

    String wantedNames() {
        return IntStream.range(0, keys.size()).mapToObj("k%d"::formatted).collect(Collectors.joining(", "));
    }

    String isWanted() {
        return IntStream.range(0, keys.size())
                .mapToObj(index -> "t.%s = CAST(wanted.k%d AS %s)".formatted(keys.get(index), index, types.get(index)))
                .collect(Collectors.joining(" AND "));
    }
}
