package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.target.RegisteredTargets;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that read and validate posted plans. */
@Configuration(proxyBeanMethods = false)
class PlanConfiguration {
    @Bean
    PlanRequests planRequests(RegisteredTargets targets, TargetGroups groups, Endpoints endpoints, SagaPolicy policy) {
        return new PlanRequests(PlanIntake.withGroups(targets::all, groups, endpoints, policy.lease()));
    }

    @Bean
    TargetGroups targetGroups(GroupSettings settings, RegisteredTargets targets) {
        return TargetGroups.of(settings.groups(), targets::all);
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
