package dev.lockstep.system.simulation;

/** I15: the same post under the same key has the same answer, and makes one migration. */
final class SamePostSameAnswer implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.people()
                .answers()
                .forEach((key, answers) -> evidence.demand(
                        "answers to " + key, answers.stream().distinct().count(), 1L));
        evidence.demand(
                "migrations",
                evidence.database().sagas().size(),
                evidence.people().answers().size());
    }
}
