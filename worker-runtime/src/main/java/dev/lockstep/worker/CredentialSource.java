package dev.lockstep.worker;

import dev.lockstep.contract.protocol.StepFailure;
import org.jspecify.annotations.Nullable;

/** Where the credentials of a target come from. Drivers ask for them for each new connection, as far as they can. */
public interface CredentialSource {
    /** The credentials that new connections use. */
    Credentials current();

    /** Reads the credentials again and returns whether they have changed. */
    boolean refresh();

    /** Whether the credentials can change while the worker runs. */
    boolean canChange();

    /** Credentials that never change. */
    static CredentialSource fixed(@Nullable String username, @Nullable String password) {
        return new Fixed(new Credentials(username, password));
    }

    /**
     * Returns the failure of a login as transient if the credentials can change: the server and the worker do not get new
     * credentials at the same moment.
     */
    default StepFailure ofRefusedLogin(StepFailure failure) {
        return canChange()
                ? new StepFailure.Transient(
                        failure.code(),
                        "%s; the credentials are in a file, which is read again every second"
                                .formatted(failure.message()))
                : failure;
    }

    /** Credentials from the configuration of the worker. */
    record Fixed(Credentials current) implements CredentialSource {
        @Override
        public boolean refresh() {
            return false;
        }

        @Override
        public boolean canChange() {
            return false;
        }
    }
}
