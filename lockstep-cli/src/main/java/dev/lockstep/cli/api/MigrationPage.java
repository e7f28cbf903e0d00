package dev.lockstep.cli.api;

import java.util.List;

/** Migrations, newest first. */
record MigrationPage(List<MigrationView> items) {}
