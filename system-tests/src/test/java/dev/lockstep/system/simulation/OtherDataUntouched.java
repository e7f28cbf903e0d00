package dev.lockstep.system.simulation;

/** I20: what no step is about is as it was. */
final class OtherDataUntouched implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.stores().values().forEach(store -> store.units().forEach((unit, value) -> {
            if (unit.startsWith("outside-")) {
                evidence.demand(unit, value, store.first(unit));
            }
        }));
        evidence.ledger().changes().forEach(change -> {
            boolean own = change.unit().equals(Units.SHARED)
                    || change.unit().startsWith(change.key().step() + "-");
            evidence.demand("within its scope: " + change, own, true);
        });
    }
}
