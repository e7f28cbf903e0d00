package dev.lockstep.coordinator.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses requests for endpoints whose permissions the caller does not have. */
final class PermissionInterceptor implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && !isPermitted(method.getMethodAnnotation(Requires.class))) {
            throw Caller.forbidden();
        }
        return true;
    }

    private static boolean isPermitted(@Nullable Requires required) {
        if (required == null) {
            return false;
        }
        Caller caller = Callers.current();
        return required.value().length == 0
                || Arrays.stream(required.value())
                        .anyMatch(required.everywhere() ? caller::hasEverywhere : caller::has);
    }
}
