package dev.gatehouse.web;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Texts of requests: without U+0000, which PostgreSQL cannot keep, and without half of a surrogate
 * pair, which has no form in UTF-8.
 */
final class Texts {
  private Texts() {}

  static boolean canBeKept(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Of bodies in JSON. */
  static final class OfJson extends StdScalarDeserializer<String> {
    OfJson() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context)
        throws JacksonException {
      String text = StringDeserializer.instance.deserialize(parser, context);
      return canBeKept(text)
          ? text
          : (String) context.handleWeirdStringValue(String.class, text, "cannot be kept");
    }
  }
}
