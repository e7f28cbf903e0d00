package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of freezes: the open one, then earlier ones, newest first.
 *
 * @param next where the next page starts; absent on the last page
 */
record FreezePage(List<FreezeView> items, @Nullable String next) {}
