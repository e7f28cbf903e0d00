package dev.lockstep.coordinator.access;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.audit.AuditChain;
import dev.lockstep.coordinator.audit.AuditTrail;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The commands of the jar for administrators of a server: {@code create-token} and {@code verify-audit}. They use the
 * database directly, with the settings of the service, and need no token. Standard output has only the result.
 */
public enum AdministratorCommand {
    /** Creates a token and prints its secret. */
    CREATE_TOKEN("create-token") {
        @Override
        int run(ConfigurableApplicationContext context, Options options, PrintStream out) {
            NewToken token = request(options).checked(Actor.named("create-token"));
            out.println(create(context, token).secret());
            return SUCCESS;
        }

        private ApiTokens.Created create(ConfigurableApplicationContext context, NewToken token) {
            return context.getBean(TransactionTemplate.class).execute(_status -> {
                ApiTokens.Created created = context.getBean(ApiTokens.class).create(token);
                context.getBean(AuditTrail.class)
                        .local(
                                "create-token",
                                token.createdBy(),
                                created.token().id().toString());
                return created;
            });
        }
    },
    /** Verifies the audit trail; the exit code is 1 if it is broken. */
    VERIFY_AUDIT("verify-audit") {
        @Override
        int run(ConfigurableApplicationContext context, Options options, PrintStream out) {
            AuditChain.Verification result = context.getBean(AuditChain.class).verify();
            out.println(
                    result.isIntact()
                            ? "The audit trail is intact: %d entries, last hash %s"
                                    .formatted(result.entries(), result.lastHash())
                            : "The audit trail is broken at entry %d: %s"
                                    .formatted(result.brokenAt(), result.finding()));
            return result.isIntact() ? SUCCESS : FAILURE;
        }
    };

    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;
    private final String label;

    AdministratorCommand(String label) {
        this.label = label;
    }

    abstract int run(ConfigurableApplicationContext context, Options options, PrintStream out);

    /** The command that the first argument names; empty if the service is to be started. */
    public static Optional<AdministratorCommand> in(String[] arguments) {
        return Arrays.stream(values())
                .filter(command -> arguments.length > 0 && command.label.equals(arguments[0]))
                .findFirst();
    }

    /**
     * Runs the command.
     *
     * @param arguments all arguments; those after the first set properties, such as {@code --name=ops}
     * @return the exit code of the process
     */
    public int run(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(AdministratorConfiguration.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties("spring.main.banner-mode=off", "logging.structured.format.console=")
                .run(settings(arguments))) {
            return run(context, new Options(new DefaultApplicationArguments(arguments)), out);
        } catch (RuntimeException e) {
            PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
            err.println("%s failed: %s".formatted(label, rootCause(e).getMessage()));
            return FAILURE;
        }
    }

    // Logs would mix with the result. The message of an error is printed instead.
    private static String[] settings(String[] arguments) {
        String[] settings = Arrays.copyOf(arguments, arguments.length);
        settings[0] = "--logging.level.root=off";
        return settings;
    }

    private static Throwable rootCause(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The options of the command line. The environment may have variables of the same names for something else. */
    record Options(ApplicationArguments commandLine) {
        @Nullable String text(String name) {
            List<String> values = texts(name);
            return values.isEmpty() ? null : values.getLast();
        }

        /** @throws IllegalArgumentException if the option has a value that cannot be parsed */
        <T> @Nullable T value(String name, String expected, Function<String, T> parser) {
            String text = text(name);
            try {
                return text == null ? null : parser.apply(text);
            } catch (IllegalArgumentException _e) {
                throw new IllegalArgumentException("--%s is \"%s\"; expected %s".formatted(name, text, expected));
            }
        }

        List<String> texts(String name) {
            return Objects.requireNonNullElse(commandLine.getOptionValues(name), List.of());
        }
    }

    private static TokenRequest request(Options options) {
        return new TokenRequest(
                options.text("name"),
                options.value(
                        "kind",
                        "person or service",
                        kind -> TokenRequest.HolderKind.valueOf(kind.toUpperCase(Locale.ROOT))),
                options.texts("grant"),
                options.value("days", "a whole number", Integer::valueOf));
    }
}
