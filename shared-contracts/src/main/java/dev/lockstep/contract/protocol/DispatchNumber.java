package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Number of one dispatch: correlation id, idempotency key and fencing token. A higher number is a newer dispatch. */
public record DispatchNumber(@JsonValue long value) implements Comparable<DispatchNumber> {
    /** Lower than every dispatch; the fence of a target that has accepted none. */
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

    /** A later number of the block of numbers that was reserved from the sequence. */
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
