package dev.lockstep.contract.plan;

/** The operations that a PostgreSQL target takes. */
public sealed interface PostgresOperation extends StepOperation permits PostgresSql, PostgresCreateIndex {}
