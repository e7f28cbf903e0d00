package dev.lockstep.contract.plan;

/** Operations on PostgreSQL targets. */
public sealed interface PostgresOperation extends StepOperation permits PostgresSql, PostgresCreateIndex {}
