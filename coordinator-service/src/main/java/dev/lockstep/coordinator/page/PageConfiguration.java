package dev.lockstep.coordinator.page;

import dev.lockstep.coordinator.access.SignIn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of the pages. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {
    @Bean
    PageTemplates pageTemplates() {
        return new PageTemplates();
    }

    @Bean
    LoginController loginController(SignIn signIn, PageTemplates templates) {
        return new LoginController(signIn, templates);
    }

    @Bean
    StartController startController(PageTemplates templates) {
        return new StartController(templates);
    }
}
