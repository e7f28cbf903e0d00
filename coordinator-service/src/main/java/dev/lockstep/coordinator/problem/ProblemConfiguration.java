package dev.lockstep.coordinator.problem;

import java.util.List;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What requests may look like, and that no layer says no in a form of its own. */
@Configuration(proxyBeanMethods = false)
class ProblemConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheServer() {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new TomcatProblemReport()));
    }

    @Bean
    ProblemsInOpenApi problemsInOpenApi() {
        return new ProblemsInOpenApi();
    }

    @Bean
    WebMvcConfigurer requestForms() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new RequestForms()).addPathPatterns("/api/**");
            }

            @Override
            public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
                configurer.strategies(List.of(new AcceptWithoutCharset()));
            }
        };
    }
}
