package dev.lockstep.cli.api;

import java.util.List;

/** A page of migrations, newest first. */
record MigrationPage(List<MigrationView> items) {}
