package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One dispatch: its correlation, its idempotency key and its fencing token. A higher number is always the newer. */
public record DispatchNumber(@JsonValue long value) implements Comparable<DispatchNumber> {
    /** Below every dispatch: the fence of a target that has accepted none. */
    public static final DispatchNumber NONE = new DispatchNumber(0);

    @JsonCreator
    public DispatchNumber {
        if (value < 0) {
            throw new IllegalArgumentException("dispatch numbers are not negative: %d".formatted(value));
        }
    }

    public boolean isBelow(DispatchNumber other) {
        return value < other.value;
    }

    /** The number so many places on, within a block that the sequence gave out whole. */
    public DispatchNumber plus(int places) {
        return new DispatchNumber(value + places);
    }

    @Override
    public int compareTo(DispatchNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
