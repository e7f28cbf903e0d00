package dev.lockstep.stack.digest;

/** A unit that is not as it was, and what became of it. */
public record UnitDifference(String unit, String change) {

    /** The unit's table, collection or key prefix with the change, so that many can be counted as one. */
    String sort() {
        String what = change.startsWith("expiry ") ? "another expiry" : change;
        return kin(unit) + ": " + what;
    }

    static boolean isData(String unit) {
        return unit.startsWith("row ") || unit.startsWith("document ") || unit.startsWith("key ");
    }

    static String kin(String unit) {
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
