package dev.lockstep.worker.tool;

import dev.lockstep.worker.StoreTool;
import dev.lockstep.worker.StoreTool.ToolCall;
import dev.lockstep.worker.StoreTool.ToolUnusable;
import dev.lockstep.worker.tool.ToolProcess.ToolExit;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds and calls the tools of the stores. */
public final class StoreTools {
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(20);
    private static final int MAX_VERSION_OUTPUT = 10_000;
    private static final Pattern VERSION = Pattern.compile("\\d{1,6}(\\.\\d{1,6}){0,3}");

    private final ToolSettings settings;
    private final String path;

    /**
     * Creates the tools of one worker.
     *
     * @param path folders with programs, as in the variable PATH
     */
    public StoreTools(ToolSettings settings, String path) {
        this.settings = settings;
        this.path = path;
    }

    /** The tools that the settings name, or that are on the PATH. */
    public static StoreTools of(ToolSettings settings) {
        return new StoreTools(settings, System.getenv().getOrDefault("PATH", ""));
    }

    public boolean isRequired() {
        return settings.required();
    }

    /**
     * Lets the tool write its file.
     *
     * @param checkpoint throws if the dispatch must stop; the exception is passed on
     * @param file stores the output of the tool, and nothing if it throws
     * @return the version of the tool; empty if the worker does not use it
     * @throws ToolUnusable if there is no file; the message says why
     * @throws IOException if the storage fails
     */
    public Optional<String> run(StoreTool tool, Runnable checkpoint, FileOfTool file) throws IOException {
        Optional<Path> program = find(tool);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        try (ToolDirectory directory = ToolDirectory.create()) {
            String version = version(tool, program.get(), directory, checkpoint);
            tool.mismatch(version).ifPresent(reason -> {
                throw new ToolUnusable(reason);
            });
            ToolCall call = tool.call(directory);
            file.write(output -> {
                ToolExit exit = start(program.get(), call, directory, settings.timeout())
                        .run(output, checkpoint);
                requireSuccess(tool, call, exit);
            });
            return Optional.of(version);
        }
    }

    private Optional<Path> find(StoreTool tool) {
        String setting = settings.of(tool.name());
        if (setting.equals(ToolSettings.NEVER)) {
            if (settings.required()) {
                throw new ToolUnusable("%s is set to never".formatted(tool.name()));
            }
            return Optional.empty();
        }
        if (!setting.equals(ToolSettings.AUTO)) {
            if (!isProgram(Path.of(setting))) {
                throw new ToolUnusable("%s is not an executable file at %s".formatted(tool.name(), setting));
            }
            return Optional.of(Path.of(setting));
        }
        Optional<Path> found = findOnPath(tool.name());
        if (found.isEmpty() && settings.required()) {
            throw new ToolUnusable("%s is not on the PATH of the worker".formatted(tool.name()));
        }
        return found;
    }

    private Optional<Path> findOnPath(String name) {
        for (String folder : path.split(File.pathSeparator, -1)) {
            try {
                Path program = Path.of(folder).resolve(name);
                if (program.isAbsolute() && isProgram(program)) {
                    return Optional.of(program);
                }
            } catch (InvalidPathException _notAFolder) {
                // Not a folder, so without programs.
            }
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private String version(StoreTool tool, Path program, ToolDirectory directory, Runnable checkpoint)
            throws IOException {
        LimitedOutput output = new LimitedOutput();
        ToolCall call = new ToolCall(List.of("--version"), Map.of(), List.of());
        requireSuccess(
                tool, call, start(program, call, directory, VERSION_LIMIT).run(output, checkpoint));
        Matcher version = VERSION.matcher(output.text());
        if (!version.find()) {
            throw new ToolUnusable("%s --version prints no version".formatted(tool.name()));
        }
        return version.group();
    }

    private ToolProcess start(Path program, ToolCall call, ToolDirectory directory, Duration limit) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(call.arguments());
        Map<String, String> environment = new HashMap<>(call.environment());
        environment.put("PATH", path);
        environment.put("HOME", directory.path().toString());
        environment.put("LC_ALL", "C");
        return ToolProcess.start(command, environment, directory.path(), limit);
    }

    private void requireSuccess(StoreTool tool, ToolCall call, ToolExit exit) {
        if (exit.isSuccess()) {
            return;
        }
        String reason = exit.timedOut()
                ? "took longer than lockstep.backups.tools.timeout (%s)".formatted(settings.timeout())
                : "failed with exit code %d".formatted(exit.code());
        throw new ToolUnusable(
                "%s %s: %s".formatted(tool.name(), reason, exit.errors().text(call.secrets())));
    }

    /** Stores what a tool writes. */
    public interface FileOfTool {
        void write(ToolOutput output) throws IOException;
    }

    /** The output of a tool. */
    public interface ToolOutput {
        void writeTo(OutputStream file) throws IOException;
    }

    /** Keeps the start of the output. */
    private static final class LimitedOutput extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public void write(int octet) {
            if (kept.size() < MAX_VERSION_OUTPUT) {
                kept.write(octet);
            }
        }

        private String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
