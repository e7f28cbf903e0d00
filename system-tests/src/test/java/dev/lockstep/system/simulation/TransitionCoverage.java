package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts how often each command was handled in each state, and under which faults. */
final class TransitionCoverage {
    private final Map<Cell, Long> counts = new TreeMap<>();
    private final Map<Cell, EnumMap<Fault, Long>> faultCounts = new TreeMap<>();

    /** A cell of the transition table: the name of a state and the name of a command or report. */
    record Cell(String state, String command) implements Comparable<Cell> {
        static Cell of(SagaState state, SagaCommand command) {
            return new Cell(state.getClass().getSimpleName(), nameOf(command));
        }

        static Cell of(SagaState state, Report report) {
            return new Cell(state.getClass().getSimpleName(), report.getClass().getSimpleName());
        }

        @Override
        public int compareTo(Cell other) {
            int byState = state.compareTo(other.state);
            return byState == 0 ? command.compareTo(other.command) : byState;
        }

        @Override
        public String toString() {
            return state + " × " + command;
        }
    }

    void record(Cell cell) {
        counts.merge(cell, 1L, Long::sum);
    }

    void record(Cell cell, Fault fault) {
        faultCounts.computeIfAbsent(cell, _ -> new EnumMap<>(Fault.class)).merge(fault, 1L, Long::sum);
    }

    void add(TransitionCoverage other) {
        other.counts.forEach((cell, count) -> counts.merge(cell, count, Long::sum));
        other.faultCounts.forEach((cell, byFault) -> byFault.forEach((fault, count) -> faultCounts
                .computeIfAbsent(cell, _ -> new EnumMap<>(Fault.class))
                .merge(fault, count, Long::sum)));
    }

    long count(Cell cell) {
        return counts.getOrDefault(cell, 0L);
    }

    long count(Fault fault) {
        return faultCounts.values().stream()
                .mapToLong(byFault -> byFault.getOrDefault(fault, 0L))
                .sum();
    }

    /** The number of occurrences of each fault over all cells. */
    String faultSummary() {
        return Stream.of(Fault.values())
                .map(fault -> "%s %d".formatted(fault, count(fault)))
                .collect(Collectors.joining(", "));
    }

    /** The whole transition table, including cells that cannot occur. */
    static Stream<Cell> allCells() {
        return records(SagaState.class).flatMap(state -> commands().map(command -> new Cell(state, command)));
    }

    /** Returns tab-separated values: one line for each counted cell, with its total count and its count for each fault. */
    String toTsv() {
        String head = "state\tcommand\tcount\t"
                + Stream.of(Fault.values()).map(Enum::name).collect(Collectors.joining("\t"));
        return head + "\n" + counts.keySet().stream().map(this::line).collect(Collectors.joining());
    }

    private String line(Cell cell) {
        EnumMap<Fault, Long> byFault = faultCounts.getOrDefault(cell, new EnumMap<>(Fault.class));
        String columns = Stream.of(Fault.values())
                .map(fault -> String.valueOf(byFault.getOrDefault(fault, 0L)))
                .collect(Collectors.joining("\t"));
        return "%s\t%s\t%d\t%s%n".formatted(cell.state(), cell.command(), counts.get(cell), columns);
    }

    private static String nameOf(SagaCommand command) {
        return command instanceof SagaCommand.HandleReport handle
                ? handle.report().getClass().getSimpleName()
                : command.getClass().getSimpleName();
    }

    private static Stream<String> commands() {
        return Stream.concat(records(SagaCommand.class), records(Report.class))
                .filter(name -> !name.equals("HandleReport"));
    }

    private static Stream<String> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(TransitionCoverage::records)
                        .distinct()
                : Stream.of(type.getSimpleName());
    }
}
