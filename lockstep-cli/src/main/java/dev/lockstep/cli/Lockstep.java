package dev.lockstep.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** Main class of the launcher script {@code lockstep}. */
@Command(
        name = "lockstep",
        description = "Change PostgreSQL, MongoDB and Redis together, or roll all of them back.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "0.1.0",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            LogsCommand.class,
            NewCommand.class,
            ImportCommand.class,
            ValidateCommand.class,
            DryRunCommand.class,
            RehearseCommand.class,
            ApplyCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            ContractCommand.class,
            StatusCommand.class,
            BackupsCommand.class,
            RestoreCommand.class,
            HistoryCommand.class,
            CurrentCommand.class,
            SchemaCommand.class,
            SchemaVersionsCommand.class,
            BaselineCommand.class,
            DriftCommand.class,
            ReidentifyCommand.class,
            UninstallCommand.class,
            ForgetCommand.class,
            RollbackCommand.class,
            DowngradeCommand.class,
            DowngradesCommand.class,
            FleetCommand.class,
            FleetsCommand.class,
            CancelCommand.class,
            PrioritiseCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            ThrottleCommand.class,
            RetryCommand.class,
            SkipCommand.class,
            CloseCommand.class,
            EraseCommand.class,
            PurgeCommand.class,
            FreezeCommand.class,
            FreezesCommand.class,
            UnfreezeCommand.class,
            TokenCommand.class,
            AuditCommand.class,
            WhoamiCommand.class,
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
                    command.getErr().println(message(failure));
                    return ExitCodes.FAILED;
                })
                .setParameterExceptionHandler((failure, arguments) -> {
                    failure.getCommandLine().getErr().println(failure.getMessage());
                    failure.getCommandLine().usage(failure.getCommandLine().getErr());
                    return ExitCodes.FAILED;
                });
    }

    private static String message(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
