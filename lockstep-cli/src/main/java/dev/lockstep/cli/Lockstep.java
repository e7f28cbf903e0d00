package dev.lockstep.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** The main class behind the launcher script. */
@Command(
        name = "lockstep",
        description = "Moves PostgreSQL, MongoDB and Redis together, or puts all of them back.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "0.1.0",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            LogsCommand.class,
            ValidateCommand.class,
            ApplyCommand.class,
            StatusCommand.class,
            HistoryCommand.class,
            CurrentCommand.class,
            RollbackCommand.class,
            HelpCommand.class
        })
public final class Lockstep {

    private Lockstep() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Lockstep())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(told(failure));
                    return ExitCodes.FAILED;
                })
                .setParameterExceptionHandler((failure, arguments) -> {
                    failure.getCommandLine().getErr().println(failure.getMessage());
                    failure.getCommandLine().usage(failure.getCommandLine().getErr());
                    return ExitCodes.FAILED;
                });
    }

    private static String told(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
