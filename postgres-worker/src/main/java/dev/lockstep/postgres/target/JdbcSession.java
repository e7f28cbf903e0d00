package dev.lockstep.postgres.target;

import java.sql.Connection;

/** A connection for one dispatch, with the state of its session when the dispatch took it. */
public record JdbcSession(Connection connection, JdbcSessionState state) {}
