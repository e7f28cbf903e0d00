package dev.lockstep.cli;

import dev.lockstep.cli.api.CallerView;
import dev.lockstep.cli.api.CoordinatorClient;
import dev.lockstep.contract.protocol.Actor;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the owner and the grants of the token that the commands use. */
@Command(name = "whoami", description = "Show the owner and the grants of the token that the commands use.")
final class WhoamiCommand implements Callable<Integer> {

    @Mixin
    private CoordinatorOptions options = new CoordinatorOptions();

    @Override
    public Integer call() {
        CoordinatorClient coordinator = options.coordinator();
        CallerView caller = coordinator.caller();
        Actor actor = caller.actor();
        System.out.printf("Actor: %s (%s)%n", actor, actor.kind().name().toLowerCase(Locale.ROOT));
        System.out.println("Grants: " + String.join(", ", caller.grants()));
        System.out.println("Token: from " + coordinator.credentials().origin());
        return ExitCodes.SUCCESS;
    }
}
