package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Number of a dispatch: correlation id, idempotency key and fencing token. A newer dispatch has a higher number. */
public record DispatchNumber(@JsonValue long value) implements Comparable<DispatchNumber> {
    /** Zero, which is lower than the number of every dispatch: the fence of a target without an accepted dispatch. */
    public static final DispatchNumber NONE = new DispatchNumber(0);

    @JsonCreator
    public DispatchNumber {
        if (value < 0) {
            throw new IllegalArgumentException("dispatch number is %d; it must be at least 0".formatted(value));
        }
    }

    public boolean isBelow(DispatchNumber other) {
        return value < other.value;
    }

    /** A higher number from the same block; the coordinator reserves dispatch numbers in blocks. */
    public DispatchNumber plus(int offset) {
        return new DispatchNumber(value + offset);
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
