package dev.lockstep.postgres.target;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** An error of a script's statement does not close its connection; {@link JdbcSessionPool#discard} does. */
final class JdbcNoEviction implements SQLExceptionOverride {
    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException thrown) {
        return SQLExceptionOverride.Override.DO_NOT_EVICT;
    }
}
