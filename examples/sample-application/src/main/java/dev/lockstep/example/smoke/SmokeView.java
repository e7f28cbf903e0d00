package dev.lockstep.example.smoke;

import java.util.List;
import java.util.SequencedMap;

/**
 * The result of a smoke test.
 *
 * @param problems the first problem of each store, with the name of the store and how many more there are
 */
record SmokeView(String status, String expectedForm, List<String> problems, SequencedMap<String, StoreSmoke> stores) {

    /** How many units were read from a store, and in which form they are. */
    record StoreSmoke(long milliseconds, long newForm, long oldForm, int skipped, List<String> problems) {}
}
