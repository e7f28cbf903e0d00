package dev.lockstep.cli;

import picocli.CommandLine.Command;

/** Groups the commands for tokens. */
@Command(
        name = "token",
        description = "Create, list and revoke tokens of the coordinator.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TokenCreateCommand.class, TokenListCommand.class, TokenRevokeCommand.class})
final class TokenCommand {}
