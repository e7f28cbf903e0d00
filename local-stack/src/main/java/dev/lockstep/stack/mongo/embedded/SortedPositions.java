package dev.lockstep.stack.mongo.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the positions of documents. It keeps only the values of the sort fields, and only as many of them as the query
 * returns. The library's sort holds all documents in memory.
 */
final class SortedPositions {
    private final List<String> fields;
    private final Comparator<Entry> order;
    private final PriorityQueue<Entry> last;
    private final int largestSize;
    private int added;

    /**
     * @param orderBy the sort fields with their directions
     * @param largestSize the number of positions to keep; 0 for all
     */
    SortedPositions(Document orderBy, int largestSize) {
        this.fields = List.copyOf(orderBy.keySet());
        this.order = comparator(orderBy);
        this.last = new PriorityQueue<>(order.reversed());
        this.largestSize = largestSize;
    }

    private static Comparator<Entry> comparator(Document orderBy) {
        Comparator<Entry> order = (_, _) -> 0;
        int field = 0;
        for (Object direction : orderBy.values()) {
            int index = field++;
            ValueComparator values =
                    ((Number) direction).intValue() > 0 ? ValueComparator.asc() : ValueComparator.desc();
            order = order.thenComparing((one, other) -> values.compare(one.values[index], other.values[index]));
        }
        return order.thenComparingInt(entry -> entry.number);
    }

    void add(Document document, Object position) {
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = Utils.getSubdocumentValueCollectionAware(document, fields.get(index));
        }
        last.add(new Entry(values, position, added++));
        if (largestSize > 0 && last.size() > largestSize) {
            last.remove();
        }
    }

    List<Object> toList() {
        List<Entry> entries = new ArrayList<>(last);
        entries.sort(order);
        return entries.stream().map(entry -> entry.position).toList();
    }

    private static final class Entry {
        private final @Nullable Object[] values;
        private final Object position;
        private final int number;

        private Entry(@Nullable Object[] values, Object position, int number) {
            this.values = values;
            this.position = position;
            this.number = number;
        }
    }
}
