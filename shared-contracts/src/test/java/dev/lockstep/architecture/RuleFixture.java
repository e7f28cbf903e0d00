package dev.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Source fixtures of one rule: {@code refused} and {@code accepted} code, and {@code stubs} of library classes. They are
 * compiled into a temporary folder and are not on the class path of the tests.
 */
record RuleFixture(Path folder) {
    Set<String> classNamesIn(String part) {
        Path root = folder.resolve(part);
        return SourceText.javaFilesBelow(root).stream()
                .map(source -> root.relativize(source).toString())
                .map(name -> name.substring(0, name.length() - ".java".length()).replace('/', '.'))
                .collect(Collectors.toUnmodifiableSet());
    }

    JavaClasses compileInto(Path classes) {
        JavaCompiler compiler =
                Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests need a JDK with a compiler");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-d", classes.toString(), "-proc:none");
            boolean compiled = compiler.getTask(
                            null,
                            files,
                            null,
                            options,
                            null,
                            files.getJavaFileObjectsFromPaths(SourceText.javaFilesBelow(folder)))
                    .call();
            assertThat(compiled).as("%s compiles", folder).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CompiledCode.importFrom(classes);
    }
}
