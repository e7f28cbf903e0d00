package dev.lockstep.cli.api;

import java.util.List;

/** A page of targets. */
record TargetPage(List<TargetView> items) {}
