package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.InvalidValue;
import java.util.List;

/**
 * The definitions of all objects of a database that a script may change. It is kept in a file, and another schema is
 * compared with it later.
 *
 * @param format {@value #FORMAT}; readers refuse another one
 * @param server the version of the server that has printed the definitions
 * @param objects ordered by name; at most {@link #MAX_OBJECTS}
 */
public record SchemaDefinitions(
        @JsonProperty(required = true) String format,
        @JsonProperty(required = true) String server,
        @JsonProperty(required = true) List<DefinedObject> objects) {
    public static final String FORMAT = "lockstep.dev/postgres-schema-v1";
    /** Maximum number of objects. */
    public static final int MAX_OBJECTS = 20_000;

    public SchemaDefinitions {
        objects = List.copyOf(objects);
        if (!format.equals(FORMAT)) {
            throw InvalidValue.of(
                    "the format of the definitions is \"%s\"; \"%s\" is expected".formatted(format, FORMAT),
                    "write the file again with ./lockstep schema TARGET --output FILE of this version");
        }
        if (objects.size() > MAX_OBJECTS) {
            throw tooManyObjects(String.valueOf(objects.size()));
        }
    }

    static InvalidValue tooManyObjects(String found) {
        return InvalidValue.of(
                "there are %s definitions; at most %d are supported".formatted(found, MAX_OBJECTS),
                "write the step by hand");
    }

    /** Definitions in the current format. */
    public static SchemaDefinitions of(String server, List<DefinedObject> objects) {
        return new SchemaDefinitions(FORMAT, server, objects);
    }

    /**
     * An object, as it is printed by the server.
     *
     * @param object its kind and qualified name, such as {@code index public.i}
     * @param definition properties on the first line, and SQL text from the second line on if the object has any
     * @param statements statements about this definition; none for kinds of objects that Lockstep does not create
     */
    public record DefinedObject(
            @JsonProperty(required = true) String object,
            @JsonProperty(required = true) String definition,
            @JsonProperty(required = true) List<DefinitionStatement> statements) {
        public DefinedObject {
            statements = List.copyOf(statements);
            if (object.indexOf(' ') <= 0) {
                throw InvalidValue.of(
                        "\"%s\" is not the name of an object; its kind and its name are expected".formatted(object),
                        "write the file again with ./lockstep schema TARGET --output FILE");
            }
        }
    }

    /** A statement that creates an object, removes it, or gives it this definition. */
    public record DefinitionStatement(
            @JsonProperty(required = true) StatementPurpose purpose, @JsonProperty(required = true) String sql) {}

    /** What a statement is for. */
    public enum StatementPurpose {
        /** Creates the object, which does not exist. */
        @JsonProperty("create")
        CREATE,
        /** Removes from the existing object what {@link #ALIGN} of another definition does not overwrite. */
        @JsonProperty("reset")
        RESET,
        /** Gives the existing object the properties of this definition. */
        @JsonProperty("align")
        ALIGN,
        @JsonProperty("drop")
        DROP
    }
}
