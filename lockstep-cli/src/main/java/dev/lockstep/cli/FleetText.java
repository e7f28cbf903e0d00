package dev.lockstep.cli;

import dev.lockstep.cli.api.FleetView;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Formats fleets. */
final class FleetText {
    private static final List<String> HEADER = List.of("WAVE", "TARGET", "STATE", "MIGRATION", "NOTES");

    private FleetText() {}

    /** One line with the state of the fleet. */
    static String headline(FleetView fleet) {
        return "Fleet %d of plan %s on group %s is %s"
                .formatted(fleet.id(), fleet.name(), fleet.group(), fleet.state());
    }

    /** One line with how many members are how far. */
    static String progress(FleetView fleet) {
        FleetView.Counts counts = fleet.counts();
        return "Wave %d is %s: %d of %d members completed, %d under way, %d not submitted%s"
                .formatted(
                        fleet.wave(),
                        fleet.state(),
                        counts.completed(),
                        counts.members(),
                        counts.underWay(),
                        counts.pending(),
                        troubles(counts));
    }

    private static String troubles(FleetView.Counts counts) {
        StringBuilder troubles = new StringBuilder();
        append(troubles, counts.rolledBack(), "rolled back");
        append(troubles, counts.failed(), "ended without being completed");
        append(troubles, counts.needsOperator(), "need an operator");
        return troubles.toString();
    }

    private static void append(StringBuilder text, int count, String what) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }

    /** The members and the checksum; the state comes last. */
    static List<String> lines(FleetView fleet) {
        List<List<String>> rows = new ArrayList<>();
        fleet.allWaves().forEach(wave -> wave.members().forEach(member -> rows.add(row(wave.number(), member))));
        List<String> lines = new ArrayList<>(rows.isEmpty() ? List.of() : TextTable.lines(HEADER, rows));
        List<String> later = Objects.requireNonNullElse(fleet.laterMembers(), List.of());
        if (!later.isEmpty()) {
            lines.add("Not part of it, because they joined the group later: " + String.join(", ", later));
        }
        lines.add("Plan checksum %s, environment %s".formatted(fleet.checksum(), fleet.environment()));
        lines.add(progress(fleet));
        lines.add(headline(fleet));
        if (fleet.finding() != null) {
            lines.add("  " + fleet.finding());
        }
        if (fleet.state().equals("WAITING") || fleet.state().equals("STOPPED")) {
            lines.add("  ./lockstep fleet continue %d --reason TEXT    # or rollback".formatted(fleet.id()));
        }
        return lines;
    }

    private static List<String> row(int wave, FleetView.Member member) {
        return List.of(
                String.valueOf(wave),
                member.target(),
                Objects.requireNonNullElse(member.state(), "-"),
                Objects.requireNonNullElse(member.migration(), "-"),
                notes(member));
    }

    private static String notes(FleetView.Member member) {
        List<String> notes = new ArrayList<>();
        if (member.conflicts() != null && member.conflicts() > 0) {
            notes.add("%,d conflicts".formatted(member.conflicts()));
        }
        if (member.adopted()) {
            notes.add("of an earlier fleet");
        }
        if (member.waitingFor() != null) {
            notes.add("waiting: " + member.waitingFor());
        }
        if (member.failure() != null) {
            notes.add(member.failure());
        }
        if (member.finding() != null) {
            notes.add("not rolled back: " + member.finding());
        }
        return notes.isEmpty() ? "-" : String.join("; ", notes);
    }
}
