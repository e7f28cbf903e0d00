package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.target.RegisteredTargets;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that read and validate posted plans. */
@Configuration(proxyBeanMethods = false)
class PlanConfiguration {
    @Bean
    PlanRequests planRequests(
            RegisteredTargets targets, Endpoints endpoints, @Value("${lockstep.lease:15s}") Duration lease) {
        return new PlanRequests(PlanIntake.withTargets(targets::all, endpoints, lease));
    }

    @Bean
    PlanController planController(PlanRequests plans) {
        return new PlanController(plans);
    }

    @Bean
    TemplateController templateController() {
        return new TemplateController();
    }
}
