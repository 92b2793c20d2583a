package dev.gatehouse.web;

import dev.gatehouse.card.CardException;
import dev.gatehouse.verification.VerificationException;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What can go wrong with cards and verification, as RFC 9457 says it. */
@RestControllerAdvice
@ConditionalOnWebApplication
@Order(Ordered.HIGHEST_PRECEDENCE) // before Problems, which takes everything
class CardProblems {

  @ExceptionHandler
  ProblemDetail wrong(CardException e) {
    return problem(
        e.unknownCard() ? HttpStatus.NOT_FOUND : HttpStatus.BAD_REQUEST,
        String.valueOf(e.getMessage()),
        e.field());
  }

  @ExceptionHandler
  ProblemDetail wrong(VerificationException e) {
    HttpStatus status =
        switch (e.kind()) {
          case WRONG -> HttpStatus.BAD_REQUEST;
          case UNUSABLE -> HttpStatus.UNPROCESSABLE_CONTENT;
          case NOBODY -> HttpStatus.NOT_FOUND;
        };
    return problem(status, String.valueOf(e.getMessage()), Optional.of(e.field()));
  }

  private static ProblemDetail problem(HttpStatus status, String detail, Optional<String> field) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    field.ifPresent(name -> problem.setProperty("field", name));
    return problem;
  }
}
