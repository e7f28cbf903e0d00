package dev.lockstep.coordinator.access;

import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.StorableTextRule;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Passes the caller to controllers. A service states with the header {@code Lockstep-On-Behalf-Of} for whom it acts.
 */
final class Callers implements HandlerMethodArgumentResolver {
    private static final String ON_BEHALF_OF = "Lockstep-On-Behalf-Of";
    private static final int MAX_LENGTH = 200;

    Callers() {}

    /** The caller of the current request; empty if the request has no valid token. */
    static Optional<Caller> find() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty();
    }

    /** The caller of the request, and for whom it acts if it says so in a valid form; empty without a valid token. */
    static Optional<Caller> findActing(HttpServletRequest request) {
        return find().map(caller -> {
            try {
                return actingFor(caller, request.getHeader(ON_BEHALF_OF));
            } catch (ApiException _invalid) {
                return caller;
            }
        });
    }

    static Caller current() {
        return find().orElseThrow(Caller::forbidden);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Caller resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binderFactory) {
        return actingFor(current(), request.getHeader(ON_BEHALF_OF));
    }

    private static Caller actingFor(Caller caller, @Nullable String person) {
        if (person == null) {
            return caller;
        }
        Actor actor = caller.actor();
        if (actor.kind() != Actor.Kind.SERVICE || actor.onBehalfOf() != null) {
            throw invalid("is set, but only a service may act on behalf of somebody; remove the header");
        }
        if (person.isBlank() || person.length() > MAX_LENGTH || !StorableTextRule.isStorable(person)) {
            throw invalid("is invalid; write 1 to %d printable characters".formatted(MAX_LENGTH));
        }
        return new Caller(caller.id(), new Actor(actor.name(), actor.kind(), person.strip()), caller.grants());
    }

    private static ApiException invalid(String finding) {
        return ApiException.of(ProblemType.INVALID_QUERY, "the header %s %s".formatted(ON_BEHALF_OF, finding));
    }
}
