package dev.lockstep.cli.api;

import java.util.List;

/** Migrations that touched a target, newest first. */
record TouchedPage(List<TouchedView> items) {}
