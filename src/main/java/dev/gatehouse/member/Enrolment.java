package dev.gatehouse.member;

import java.util.List;

/** How an enrolment ended. */
public sealed interface Enrolment {

  /** One for each photo and video, in the order they were given. */
  List<PhotoVerdict> photos();

  /** The member can be recognised from now on, where and when the grant says. */
  record Enrolled(Member member, List<PhotoVerdict> photos) implements Enrolment {
    public Enrolled {
      photos = List.copyOf(photos);
    }
  }

  /**
   * Nothing was kept.
   *
   * @param reason for people; the photos say more
   */
  record Refused(String reason, List<PhotoVerdict> photos) implements Enrolment {
    public Refused {
      photos = List.copyOf(photos);
    }
  }
}
