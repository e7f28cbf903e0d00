package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;

/** Shows a migration as it goes on. */
interface ProgressView {

    void show(MigrationView migration);
}
