package dev.lockstep.stack.digest;

/** A unit that differs between two digests, and its change in words. */
public record UnitDifference(String unit, String change) {

    static final String EXPIRY_CHANGED = "expiry changed";

    /** The unit's table, collection or key prefix, and the kind of change. Differences are counted by this text. */
    String groupAndChange() {
        return group(unit) + ": " + (change.startsWith(EXPIRY_CHANGED) ? EXPIRY_CHANGED : change);
    }

    static boolean isData(String unit) {
        return unit.startsWith("row ") || unit.startsWith("document ") || unit.startsWith("key ");
    }

    static String group(String unit) {
        String[] words = unit.split(" ", 3);
        if (words.length == 3) {
            return words[0] + " of " + words[1];
        }
        int colon = unit.lastIndexOf(':');
        return colon < 0 ? unit : unit.substring(0, colon + 1) + "*";
    }

    @Override
    public String toString() {
        return unit + ": " + change;
    }
}
