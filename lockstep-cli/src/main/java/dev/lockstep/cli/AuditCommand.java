package dev.lockstep.cli;

import picocli.CommandLine.Command;

/** Groups the commands for the audit trail. */
@Command(
        name = "audit",
        description = "Verify and export the audit trail of the coordinator.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {AuditVerifyCommand.class, AuditExportCommand.class})
final class AuditCommand {}
