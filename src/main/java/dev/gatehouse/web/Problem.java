package dev.gatehouse.web;

import dev.gatehouse.member.PhotoVerdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * The body of every answer that is not a success: problem details of RFC 9457. {@code detail} is a
 * sentence for the person who reads it; {@code field} names the part of the request that is wrong.
 */
final class Problem {
  private Problem() {}

  static ProblemDetail of(HttpStatus status, String detail) {
    return ProblemDetail.forStatusAndDetail(status, detail);
  }

  static ProblemDetail of(HttpStatus status, String field, String detail) {
    ProblemDetail problem = of(status, detail);
    problem.setProperty("field", field);
    return problem;
  }

  static ResponseEntity<Object> answer(ProblemDetail problem) {
    return ResponseEntity.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }

  static ResponseEntity<Object> answer(HttpStatus status, String detail) {
    return answer(of(status, detail));
  }

  /** 422: the pictures were looked at, and {@code photos} says what was wrong with each. */
  static ResponseEntity<Object> refused(String reason, List<PhotoVerdict> photos) {
    ProblemDetail problem = of(HttpStatus.UNPROCESSABLE_CONTENT, "photos", reason);
    problem.setProperty("photos", photos);
    return answer(problem);
  }

  /** 429, with when to come again. */
  static ResponseEntity<Object> tooMany(String what, Duration wait) {
    long seconds = seconds(wait);
    return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
        .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(tooManyDetail(what, seconds));
  }

  static ProblemDetail tooManyDetail(String what, long seconds) {
    return of(
        HttpStatus.TOO_MANY_REQUESTS,
        String.format(Locale.ROOT, "Too many %s. Try again in %d seconds", what, seconds));
  }

  static long seconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
