package dev.lockstep.cli.follow;

import dev.lockstep.cli.api.MigrationView;

/** Shows the progress of a migration. */
interface ProgressDisplay {

    void show(MigrationView migration);
}
