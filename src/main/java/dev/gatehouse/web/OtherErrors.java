package dev.gatehouse.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What fails outside of a controller is told in the same form as the rest. */
@RestController
@ConditionalOnWebApplication
class OtherErrors implements ErrorController {

  @RequestMapping("/error")
  ResponseEntity<Object> error(HttpServletRequest request) {
    HttpStatus status =
        Optional.ofNullable(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE))
            .filter(Integer.class::isInstance)
            .map(code -> HttpStatus.resolve((Integer) code))
            .orElse(HttpStatus.INTERNAL_SERVER_ERROR);
    return Problem.answer(status, "The server could not answer this request");
  }
}
