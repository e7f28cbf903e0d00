package dev.lockstep.example.store;

import java.util.List;

/**
 * Some units of a store.
 *
 * @param skipped how many units of the old form were left out, because this application could never read them
 */
public record StoreSample(List<SampledUnit> units, int skipped) {
    public StoreSample {
        units = List.copyOf(units);
    }

    public long count(Form form) {
        return units.stream().filter(unit -> unit.form() == form).count();
    }
}
