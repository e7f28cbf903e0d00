package dev.lockstep.coordinator.access;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.audit.AuditChain;
import dev.lockstep.coordinator.audit.AuditExport;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.service.MetricsToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Beans for authentication, permissions and tokens. Every request needs a token, except for health. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
    private static final Duration LAST_USE_INTERVAL = Duration.ofSeconds(30);
    private static final Duration FIRST_TOKEN_LIFETIME = Duration.ofDays(TokenRequest.MAX_DAYS);
    // The pages of the API's documentation load their scripts and styles from the coordinator, with inline styles.
    private static final String CONTENT_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Caller.class);
    }

    @Bean
    ApiTokens apiTokens(JdbcTemplate jdbc) {
        return new ApiTokens(new JdbcApiTokens(jdbc), Clock.systemUTC());
    }

    /** Creates the token that the settings name. */
    @Bean
    InitializingBean firstToken(
            ApiTokens tokens, AccessSettings settings, PlatformTransactionManager transactions, AuditTrail audit) {
        return () -> {
            if (settings.firstTokenSha256() != null
                    && !settings.firstTokenSha256().isBlank()) {
                createFirst(tokens, settings.firstTokenSha256(), new TransactionTemplate(transactions), audit);
            }
        };
    }

    private static void createFirst(ApiTokens tokens, String hash, TransactionTemplate transactions, AuditTrail audit) {
        transactions.executeWithoutResult(_status -> tokens.createOnce(hash, firstToken())
                .ifPresent(created -> audit.local(
                        "first-token", created.createdBy(), created.id().toString())));
    }

    private static NewToken firstToken() {
        return new NewToken(
                "first-token",
                Actor.Kind.SERVICE,
                List.of(new Grant(Role.ADMIN, Scope.EVERYTHING)),
                FIRST_TOKEN_LIFETIME,
                Actor.coordinator());
    }

    @Bean
    Ticker lastUseTicker(ApiTokens tokens) {
        return new Ticker("token-last-use", LAST_USE_INTERVAL, tokens::saveLastUses);
    }

    @Bean
    TokenController tokenController(ApiTokens tokens, PlatformTransactionManager transactions, AuditTrail audit) {
        return new TokenController(tokens, new TransactionTemplate(transactions), audit);
    }

    @Bean
    AuditController auditController(AuditExport export, AuditChain chain) {
        return new AuditController(export, chain);
    }

    @Bean
    AuthenticationManager bearerTokens(ApiTokens tokens, AccessSettings settings) {
        return new BearerTokens(tokens, new MetricsToken(settings.metricsToken()), jwtCallers(settings.oidc()));
    }

    private static @Nullable JwtCallers jwtCallers(AccessSettings.@Nullable Oidc oidc) {
        return oidc == null ? null : new JwtCallers(JwtDecoders.of(oidc, Clock.systemUTC()), oidc);
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http,
            AuthenticationManager bearerTokens,
            AuditTrail audit,
            LimitSettings limits,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver resolver) {
        AccessProblems problems = new AccessProblems(resolver);
        RateLimitFilter addressLimit = new RateLimitFilter(
                new RequestRates(limits.requestsPerSecondOfAddress()), HttpServletRequest::getRemoteAddr, resolver);
        RateLimitFilter callerLimit = new RateLimitFilter(
                new RequestRates(limits.requestsPerSecond()),
                request -> Callers.find().map(Caller::id).orElseGet(request::getRemoteAddr),
                resolver);
        BearerTokenAuthenticationFilter authentication = new BearerTokenAuthenticationFilter(bearerTokens);
        authentication.setAuthenticationEntryPoint(problems);
        authentication.setAuthenticationFailureHandler(problems);
        return http.sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // Browsers send no token on their own, so another site cannot send a request with it.
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .addFilter(authentication)
                .addFilterAfter(callerLimit, BearerTokenAuthenticationFilter.class)
                .addFilterBefore(new AuditFilter(audit), BearerTokenAuthenticationFilter.class)
                .addFilterBefore(addressLimit, AuditFilter.class)
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                                .permitAll()
                                .requestMatchers("/actuator/health", "/actuator/health/**")
                                .permitAll()
                                .requestMatchers("/actuator/**")
                                .hasAuthority(Permission.READ_METRICS.name())
                                .anyRequest()
                                .authenticated())
                .build();
    }

    /** Refuses ambiguous paths. Unknown methods pass, so that they get the status 405. */
    @Bean
    HttpFirewall httpFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    @Bean
    WebMvcConfigurer accessRules() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new PermissionInterceptor()).addPathPatterns("/api/**");
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new Callers());
            }
        };
    }
}
