package dev.lockstep.example.subscriber;

/**
 * What the service knows of a migration.
 *
 * @param state the type of its last event, without the prefix
 * @param events how many events it has had
 * @param conflicts units that keep an application's value, over all of its rollbacks
 */
record MigrationView(String migration, String plan, String state, int round, long events, long conflicts) {}
