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

/** Counts how often each command met each state, and under which faults. */
final class Census {
    private final Map<Cell, Long> met = new TreeMap<>();
    private final Map<Cell, EnumMap<Fault, Long>> faults = new TreeMap<>();

    /** A state of the saga and a command that it is told. */
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

    void met(Cell cell) {
        met.merge(cell, 1L, Long::sum);
    }

    void met(Cell cell, Fault fault) {
        faults.computeIfAbsent(cell, _ -> new EnumMap<>(Fault.class)).merge(fault, 1L, Long::sum);
    }

    void add(Census other) {
        other.met.forEach((cell, count) -> met.merge(cell, count, Long::sum));
        other.faults.forEach((cell, counts) -> counts.forEach((fault, count) ->
                faults.computeIfAbsent(cell, _ -> new EnumMap<>(Fault.class)).merge(fault, count, Long::sum)));
    }

    long count(Cell cell) {
        return met.getOrDefault(cell, 0L);
    }

    long count(Fault fault) {
        return faults.values().stream()
                .mapToLong(counts -> counts.getOrDefault(fault, 0L))
                .sum();
    }

    /** How often each fault struck, over all cells. */
    String summary() {
        return Stream.of(Fault.values())
                .map(fault -> "%s %d".formatted(fault, count(fault)))
                .collect(Collectors.joining(", "));
    }

    /** Every state with every command, possible or not. */
    static Stream<Cell> cells() {
        return records(SagaState.class).flatMap(state -> commands().map(command -> new Cell(state, command)));
    }

    /** A line for each cell that was met: how often, and how often under each fault. */
    String report() {
        String head = "state\tcommand\tmet\t"
                + Stream.of(Fault.values()).map(Enum::name).collect(Collectors.joining("\t"));
        return head + "\n" + met.keySet().stream().map(this::line).collect(Collectors.joining());
    }

    private String line(Cell cell) {
        EnumMap<Fault, Long> counts = faults.getOrDefault(cell, new EnumMap<>(Fault.class));
        String row = Stream.of(Fault.values())
                .map(fault -> String.valueOf(counts.getOrDefault(fault, 0L)))
                .collect(Collectors.joining("\t"));
        return "%s\t%s\t%d\t%s%n".formatted(cell.state(), cell.command(), met.get(cell), row);
    }

    private static String nameOf(SagaCommand command) {
        return command instanceof SagaCommand.HandleReport hear
                ? hear.report().getClass().getSimpleName()
                : command.getClass().getSimpleName();
    }

    private static Stream<String> commands() {
        return Stream.concat(records(SagaCommand.class), records(Report.class))
                .filter(name -> !name.equals("HandleReport"));
    }

    private static Stream<String> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(Census::records)
                        .distinct()
                : Stream.of(type.getSimpleName());
    }
}
