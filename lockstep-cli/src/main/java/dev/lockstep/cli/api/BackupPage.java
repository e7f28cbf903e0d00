package dev.lockstep.cli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of backups, newest first.
 *
 * @param next where the next page starts; absent on the last page
 */
record BackupPage(List<BackupView> items, @Nullable String next) {}
