package dev.lockstep.system.simulation;

/** Submissions with the same idempotency key have the same response and create one migration. */
final class IdempotentSubmission implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.operator()
                .responses()
                .forEach((key, responses) -> result.assertEqual(
                        "number of distinct responses to " + key,
                        responses.stream().distinct().count(),
                        1L));
        result.assertEqual(
                "number of migrations",
                (long) result.database().sagas().size(),
                result.operator().responses().size() + result.database().contracts());
    }
}
