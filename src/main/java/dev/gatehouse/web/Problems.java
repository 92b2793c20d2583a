package dev.gatehouse.web;

import dev.gatehouse.member.KeyException;
import dev.gatehouse.member.MemberException;
import dev.gatehouse.member.NoSuchMemberException;
import dev.gatehouse.street.StreetException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Turns what went wrong into <code>{"error": ...}</code>: what the caller can mend in words, the
 * rest as "look into the log".
 */
@RestControllerAdvice
@ConditionalOnWebApplication
class Problems extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  @ExceptionHandler
  ResponseEntity<Object> notFound(NotFoundException e) {
    return answer(HttpStatus.NOT_FOUND, e.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<Object> notFound(NoSuchMemberException e) {
    return answer(HttpStatus.NOT_FOUND, e.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<Object> wrong(MemberException e) {
    return answer(HttpStatus.BAD_REQUEST, e.getMessage());
  }

  @ExceptionHandler
  ResponseEntity<Object> wrong(StreetException e) {
    return answer(HttpStatus.BAD_REQUEST, e.getMessage());
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
    String message =
        switch (e) {
          case MissingServletRequestParameterException missing ->
              "'" + missing.getParameterName() + "' is missing";
          case MissingServletRequestPartException missing ->
              "'" + missing.getRequestPartName() + "' is missing";
          case MethodArgumentTypeMismatchException mismatch ->
              mismatch.getName().equals("id") || mismatch.getName().equals("grant")
                  ? "There is nothing with this id"
                  : "'" + mismatch.getPropertyName() + "' has a value that cannot be read";
          case MaxUploadSizeExceededException _ ->
              "The files are too large: 200 MB each, 250 MB together are the most";
          default -> phrase(status);
        };
    boolean badId = message.equals("There is nothing with this id");
    return ResponseEntity.status(badId ? HttpStatus.NOT_FOUND : status)
        .headers(headers)
        .body(new Problem(message));
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

  private static ResponseEntity<Object> answer(HttpStatus status, @Nullable String message) {
    return ResponseEntity.status(status)
        .body(new Problem(message == null ? status.getReasonPhrase() : message));
  }
}
