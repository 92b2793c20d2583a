package dev.gatehouse.merchandise;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What something costs.
 *
 * @param amount 0 to 100,000,000, with as many decimals as the currency has
 */
public record Price(BigDecimal amount, Currency currency) {
  private static final BigDecimal MOST = BigDecimal.valueOf(100_000_000);

  private static final Map<String, String> SIGNS =
      Map.of("€", "EUR", "£", "GBP", "¥", "JPY", "zł", "PLN", "Kč", "CZK", "₹", "INR", "₺", "TRY");

  private static final Pattern CODE = Pattern.compile("(?<![\\p{L}])([A-Za-z]{3})(?![\\p{L}])");

  /** What a thousand and a decimal can be told apart by, a space and an apostrophe too. */
  private static final Pattern GROUPED = Pattern.compile("\\d{1,3}([ '’.,])\\d{3}(\\1\\d{3})*");

  public Price {
    if (amount.signum() < 0) {
      throw new MerchandiseException("price", "A price is not below 0, as " + amount + " is");
    }
    if (amount.compareTo(MOST) > 0) {
      throw new MerchandiseException("price", amount + " is more than 100 million");
    }
    int digits = Math.max(0, currency.getDefaultFractionDigits());
    try {
      amount = amount.setScale(digits, RoundingMode.UNNECESSARY);
    } catch (ArithmeticException e) {
      throw new MerchandiseException(
          "price", amount.toPlainString() + " has more decimals than " + currency + " has");
    }
  }

  /**
   * Reads a price as people write it: {@code 12.90}, {@code 1.299,00 €}, {@code CHF 1'299.-}.
   * {@code 1.299} is refused, since it is a thousand times as much to some as to others.
   *
   * @param fallback where the text names no currency
   */
  static Price parse(String text, Currency fallback) {
    String rest = text.replaceAll("[\\h]+", " ").strip();
    if (rest.isEmpty()) {
      throw new MerchandiseException("price", "The price is missing");
    }
    Currency currency = fallback;
    for (Map.Entry<String, String> sign : SIGNS.entrySet()) {
      if (rest.contains(sign.getKey())) {
        currency = Currency.getInstance(sign.getValue());
        rest = rest.replace(sign.getKey(), " ");
      }
    }
    if (rest.contains("$")) {
      // Many countries have dollars of their own.
      currency =
          fallback.getCurrencyCode().matches("USD|CAD|AUD|NZD|SGD|HKD|MXN")
              ? fallback
              : Currency.getInstance("USD");
      rest = rest.replaceAll("[A-Z]{0,2}\\$", " ");
    }
    Matcher code = CODE.matcher(rest);
    if (code.find()) {
      currency = currency(code.group(1));
      rest = code.replaceFirst(" ");
    }
    // "12,-" and "12.–" are whole.
    String number = rest.strip().replaceFirst("[.,]?\\s*[-–—]{1,2}$", "");
    return new Price(amount(text, number, currency), currency);
  }

  /**
   * @throws MerchandiseException if it is no currency that ISO 4217 knows
   */
  static Currency currency(String code) {
    try {
      return Currency.getInstance(code.strip().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new MerchandiseException(
          "currency", "'" + code + "' is no currency; write its code, such as EUR");
    }
  }

  private static BigDecimal amount(String text, String number, Currency currency) {
    if (number.startsWith("-") || number.startsWith("−")) {
      throw new MerchandiseException("price", "A price is not below 0, as '" + text + "' is");
    }
    int decimal = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
    boolean both = number.indexOf('.') >= 0 && number.indexOf(',') >= 0;
    boolean once = decimal >= 0 && decimal == first(number, number.charAt(decimal));
    String whole = number;
    String part = "";
    if (decimal >= 0 && once) {
      int after = number.length() - decimal - 1;
      boolean grouped = GROUPED.matcher(number).matches();
      if (!both && after == 3 && grouped && currency.getDefaultFractionDigits() > 0) {
        throw new MerchandiseException(
            "price",
            "'%s' may be %s or %s: write it with decimals"
                .formatted(
                    text,
                    number.substring(0, decimal) + number.substring(decimal + 1),
                    number.substring(0, decimal) + "." + number.substring(decimal + 1)));
      }
      if (both || after != 3 || !grouped) {
        whole = number.substring(0, decimal);
        part = number.substring(decimal + 1);
      }
    }
    boolean plain = whole.matches("\\d{1,12}");
    if (!(plain || GROUPED.matcher(whole).matches()) || !part.matches("\\d{0,9}")) {
      throw new MerchandiseException(
          "price", "'" + text + "' is no price; write it as 12.90 or 12,90");
    }
    String digits = whole.replaceAll("\\D", "");
    return new BigDecimal(part.isEmpty() ? digits : digits + "." + part);
  }

  private static int first(String text, char wanted) {
    return text.indexOf(wanted);
  }

  /** As {@link #parse}, of what may be a number already. */
  static Price of(Optional<BigDecimal> number, String text, Currency currency) {
    return number.map(exact -> new Price(exact, currency)).orElseGet(() -> parse(text, currency));
  }
}
