package dev.lockstep.cli.api;

import java.util.List;

/** A page of migrations of a target, newest first. */
record TargetMigrationPage(List<TargetMigrationView> items) {}
