package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The tool whose history says which versions of a database are applied. */
public enum BaselineSource {
    /** The table {@code flyway_schema_history}. */
    @JsonProperty("flyway")
    FLYWAY,
    /** The table {@code databasechangelog}. */
    @JsonProperty("liquibase")
    LIQUIBASE,
    /** The table {@code alembic_version}, which has only the current revision. */
    @JsonProperty("alembic")
    ALEMBIC
}
