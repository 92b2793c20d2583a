package dev.gatehouse.member;

import java.util.List;

/**
 * What became of one photo or video at enrolment.
 *
 * @param file its name
 * @param accepted whether a template could be made of it
 * @param quality of the face, 0 to 1; 0 where there is not exactly one
 * @param reasons why it was refused, for people, such as "two faces"
 */
public record PhotoVerdict(String file, boolean accepted, double quality, List<String> reasons) {
  public PhotoVerdict {
    reasons = List.copyOf(reasons);
  }
}
