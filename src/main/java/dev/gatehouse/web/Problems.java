package dev.gatehouse.web;

import dev.gatehouse.account.AccountException;
import dev.gatehouse.account.NoSuchAccountException;
import dev.gatehouse.audit.NoSuchEntryException;
import dev.gatehouse.card.CardException;
import dev.gatehouse.interior.InteriorException;
import dev.gatehouse.kiosk.KioskException;
import dev.gatehouse.member.KeyException;
import dev.gatehouse.member.MemberException;
import dev.gatehouse.member.NoSuchMemberException;
import dev.gatehouse.merchandise.MerchandiseException;
import dev.gatehouse.merchandise.NoSuchItemException;
import dev.gatehouse.site.SiteException;
import dev.gatehouse.site.StaleException;
import dev.gatehouse.statistics.StatisticsException;
import dev.gatehouse.street.StreetException;
import dev.gatehouse.trail.TrailException;
import dev.gatehouse.verification.VerificationException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentConversionNotSupportedException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Turns what went wrong into problem details: what the caller can mend in words, with the field
 * that is wrong and what it should be; the rest as "look into the log".
 */
@RestControllerAdvice
@ConditionalOnWebApplication
class Problems extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  @ExceptionHandler({
    NotFoundException.class,
    NoSuchMemberException.class,
    NoSuchAccountException.class,
    NoSuchEntryException.class,
    NoSuchItemException.class
  })
  ResponseEntity<Object> notFound(RuntimeException e) {
    return answer(HttpStatus.NOT_FOUND, e.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<Object> wrong(FieldException e) {
    return Problem.answer(
        Problem.of(HttpStatus.BAD_REQUEST, e.field(), String.valueOf(e.getMessage())));
  }

  @ExceptionHandler
  ResponseEntity<Object> wrong(AccountException e) {
    return answer(HttpStatus.BAD_REQUEST, e.field(), e);
  }

  @ExceptionHandler
  ResponseEntity<Object> wrong(MerchandiseException e) {
    return answer(HttpStatus.BAD_REQUEST, Optional.of(e.field()), e);
  }

  @ExceptionHandler
  ResponseEntity<Object> wrong(CardException e) {
    return answer(e.unknownCard() ? HttpStatus.NOT_FOUND : HttpStatus.BAD_REQUEST, e.field(), e);
  }

  @ExceptionHandler
  ResponseEntity<Object> wrong(VerificationException e) {
    HttpStatus status =
        switch (e.kind()) {
          case WRONG -> HttpStatus.BAD_REQUEST;
          case UNUSABLE -> HttpStatus.UNPROCESSABLE_CONTENT;
          case NOBODY -> HttpStatus.NOT_FOUND;
        };
    return answer(status, Optional.of(e.field()), e);
  }

  @ExceptionHandler
  ResponseEntity<Object> stale(StaleException e) {
    return answer(HttpStatus.CONFLICT, e.getMessage());
  }

  @ExceptionHandler({
    MemberException.class,
    StreetException.class,
    KioskException.class,
    TrailException.class,
    SiteException.class,
    InteriorException.class,
    StatisticsException.class
  })
  ResponseEntity<Object> wrong(RuntimeException e) {
    return answer(HttpStatus.BAD_REQUEST, e.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<Object> denied(AccessDeniedException e) {
    return answer(HttpStatus.FORBIDDEN, e.getMessage());
  }

  /** Has paths of this machine in its message. */
  @ExceptionHandler
  ResponseEntity<Object> keys(KeyException e) {
    return unexpected(e);
  }

  @ExceptionHandler
  ResponseEntity<Object> broken(MultipartException e) {
    return answer(HttpStatus.BAD_REQUEST, "The form is broken or was cut off; send it again");
  }

  @ExceptionHandler
  ResponseEntity<Object> unreadable(InvalidParameterException e) {
    return answer(
        HttpStatus.BAD_REQUEST,
        "The parameters cannot be read; write them in UTF-8, as %20 or %C3");
  }

  /** The firewall's, of a parameter that only a controller asked for. */
  @ExceptionHandler
  ResponseEntity<Object> refused(RequestRejectedException e) {
    return answer(
        HttpStatus.BAD_REQUEST, "A parameter has the character U+0000, or half of a character");
  }

  @ExceptionHandler
  ResponseEntity<Object> unexpected(Exception e) {
    log.error("A request failed", e);
    return answer(
        HttpStatus.INTERNAL_SERVER_ERROR, "The server could not do this. Its log says why");
  }

  /** Spring's own, which know their status. */
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpStatus known =
        Optional.ofNullable(HttpStatus.resolve(status.value()))
            .orElse(HttpStatus.INTERNAL_SERVER_ERROR);
    ProblemDetail problem =
        switch (e) {
          case MissingServletRequestParameterException missing ->
              missing(known, missing.getParameterName());
          case MissingServletRequestPartException missing ->
              missing(known, missing.getRequestPartName());
          case MethodArgumentTypeMismatchException mismatch -> mismatch(known, mismatch);
          // A file where something else is wanted; Spring takes it for a mistake of the program.
          case MethodArgumentConversionNotSupportedException odd ->
              Problem.of(
                  HttpStatus.BAD_REQUEST,
                  odd.getName(),
                  "'" + odd.getName() + "' must not be a file");
          case HttpMessageNotReadableException unreadable -> unreadable(known, unreadable);
          case MaxUploadSizeExceededException _ ->
              Problem.of(
                  known, "The files are too large: 200 MB each, 250 MB together are the most");
          default -> Problem.of(known, phrase(status));
        };
    return ResponseEntity.status(problem.getStatus())
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  private static ProblemDetail missing(HttpStatus status, String name) {
    return Problem.of(status, name, "'" + name + "' is missing");
  }

  private static ProblemDetail mismatch(
      HttpStatus status, MethodArgumentTypeMismatchException mismatch) {
    String name = mismatch.getName();
    if (name.equals("id") || name.equals("grant") || name.equals("pick")) {
      return Problem.of(HttpStatus.NOT_FOUND, "There is nothing with this id");
    }
    return Problem.of(status, name, "'" + name + "' must be " + kind(target(mismatch)));
  }

  /** What is wanted; of an {@code Optional<Instant>} the instant. */
  private static Class<?> target(MethodArgumentTypeMismatchException mismatch) {
    Class<?> nested = mismatch.getParameter().nestedIfOptional().getNestedParameterType();
    return nested == null ? Object.class : nested;
  }

  private static ProblemDetail unreadable(HttpStatus status, HttpMessageNotReadableException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
        String field = path(mismatch);
        return Problem.of(
            status, field, "'" + field + "' must be " + kind(mismatch.getTargetType()));
      }
      if (cause instanceof JacksonException broken && broken.getLocation() != null) {
        return Problem.of(
            status,
            "The body is not the JSON that is wanted here: look at line "
                + broken.getLocation().getLineNr()
                + ", column "
                + broken.getLocation().getColumnNr());
      }
    }
    return Problem.of(status, "The request needs a body in JSON");
  }

  private static String path(JacksonException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getPropertyName() == null
                    ? "[" + step.getIndex() + "]"
                    : "." + step.getPropertyName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "another kind of value";
    } else if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(value -> ((Enum<?>) value).name())
              .collect(Collectors.joining(", "));
    } else if (type == Instant.class) {
      return "a time such as 2026-03-01T08:00:00Z";
    } else if (type == LocalDate.class) {
      return "a day such as 2026-03-01";
    } else if (type == UUID.class) {
      return "an id such as 5f0c6d1e-8a4b-4c1d-9b1e-0123456789ab";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number in range";
    } else if (type == String.class) {
      return "a text without the character U+0000 or half of a character";
    } else if (Iterable.class.isAssignableFrom(type) || type.isArray()) {
      return "a list";
    }
    return "an object, of the form that docs/api.md shows";
  }

  private static String phrase(HttpStatusCode status) {
    return switch (status.value()) {
      case 400 -> "The request cannot be understood";
      case 404 -> "There is nothing here";
      case 405 -> "This path does not take this method";
      case 406 -> "Answers are JSON; accept application/json";
      case 413 -> "The request is too large";
      case 415 -> "This path does not take this content type";
      default -> "The server could not do this (" + status.value() + ")";
    };
  }

  private static ResponseEntity<Object> answer(
      HttpStatus status, Optional<String> field, Exception e) {
    String message = String.valueOf(e.getMessage());
    return Problem.answer(
        field
            .map(name -> Problem.of(status, name, message))
            .orElseGet(() -> Problem.of(status, message)));
  }

  private static ResponseEntity<Object> answer(HttpStatus status, @Nullable String message) {
    return Problem.answer(status, message == null ? status.getReasonPhrase() : message);
  }
}
