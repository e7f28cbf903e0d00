package dev.lockstep.coordinator.plan;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of groups of targets, under the prefix {@code lockstep}.
 *
 * @param groups the names of the members of each group, or patterns with {@code *}
 * @param environment the name of this installation, such as {@code production}
 */
@ConfigurationProperties("lockstep")
public record GroupSettings(
        @DefaultValue Map<String, List<String>> groups, @DefaultValue("default") String environment) {}
