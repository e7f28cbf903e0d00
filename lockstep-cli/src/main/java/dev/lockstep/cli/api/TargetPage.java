package dev.lockstep.cli.api;

import java.util.List;

/** Targets by name. */
record TargetPage(List<TargetView> items) {}
