package dev.gatehouse.camera;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Network addresses, and what of them may be seen. */
final class Addresses {
  private static final Pattern SECRET =
      Pattern.compile("(?i)(user|usr|login|pass|pwd|token|key|auth)([a-z]*)=[^&;/]*");

  private Addresses() {}

  static void require(String url, String scheme) {
    String rest = url.substring(url.indexOf("://") + 3);
    String authority = rest.split("[/?#]", 2)[0];
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    if (!url.toLowerCase(Locale.ROOT).matches(scheme + "s?://.*") || !host(host)) {
      // What does not parse may have a password in any place, so nothing of it is shown.
      throw new CameraException(
          "The "
              + scheme
              + " address needs the form "
              + scheme
              + "://user:password@host:port/path; in the password, write / as %2F, # as %23, ? as"
              + " %3F and @ as %40");
    }
    if (!clean(url).equals(url)) {
      throw new CameraException(
          "The " + scheme + " address contains control characters, or is longer than 300");
    }
  }

  private static boolean host(String host) {
    try {
      return URI.create("x://" + host).getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The address without user, password and query. */
  static String shown(String url) {
    int scheme = url.indexOf("://") + 3;
    int query = url.indexOf('?');
    String address = query < 0 ? url : url.substring(0, query) + "?...";
    int user = address.lastIndexOf('@');
    String shown = user < 0 ? address : address.substring(0, scheme) + address.substring(user + 1);
    return SECRET.matcher(clean(shown)).replaceAll("$1$2=...");
  }

  /** Text from outside, fit for one line of a log: no control characters, not overly long. */
  static String clean(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    return line.length() <= 300 ? line : line.substring(0, 300) + "...";
  }
}
