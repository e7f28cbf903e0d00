package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of fleets, newest first.
 *
 * @param next where the next page starts; absent on the last page
 */
record FleetPage(List<FleetView> items, @Nullable String next) {}
