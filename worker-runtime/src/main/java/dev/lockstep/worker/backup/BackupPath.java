package dev.lockstep.worker.backup;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The path of a folder or file in the storage. Its names have no separators and do not start with a dot, so a path never
 * leaves the storage.
 */
record BackupPath(List<String> names) {
    static final BackupPath ROOT = new BackupPath(List.of());
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");

    BackupPath {
        names = List.copyOf(names);
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "\"%s\" is not a name of a backup; expected a letter or digit, and up to 127 of a-z 0-9 . _ -"
                                .formatted(name));
            }
        }
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static BackupPath of(MigrationId migration, TargetName target) {
        return ROOT.plus(migration.toString()).plus(target.value());
    }

    BackupPath plus(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new BackupPath(longer);
    }

    /** The folder of this file or folder. */
    BackupPath parent() {
        return new BackupPath(names.subList(0, names.size() - 1));
    }

    @Override
    public String toString() {
        return String.join("/", names);
    }
}
