package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of downgrades, newest first.
 *
 * @param next where the next page starts; absent on the last page
 */
record DowngradePage(List<DowngradeView> items, @Nullable String next) {}
