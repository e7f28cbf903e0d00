package dev.lockstep.stack.check;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings with which a process is started, by name. Names may be printed. Values may contain secrets. */
public record ProcessSettings(SortedMap<String, String> values) {
    public ProcessSettings {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static ProcessSettings of(Map<String, String> values) {
        return new ProcessSettings(new TreeMap<>(values));
    }

    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
