package dev.gatehouse.scene;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * How plates are written, by country: {@code plate-formats.yaml} of the program, with an owner's
 * countries laid over it. Immutable and thread-safe.
 */
public final class PlateFormats {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** How much less a text of no known pattern is expected than one of the commonest. */
  static final double UNKNOWN = 0.005;

  /** The same for a word that stands beside the number on many plates. */
  private static final double HEADER = 1e-4;

  /** How much rarer plates of letters alone are than stickers, names of models and signs. */
  private static final double WORD = 0.2;

  private static final int LONG_WORD = 5;

  private static final int SHORTEST = 4;
  private static final int LONGEST = 10;

  /** At most so many characters of a text are taken for others that look alike. */
  private static final int MOST_REPAIRS = 3;

  private final Map<String, Country> countries;
  private final Map<Integer, List<Format>> byLength = new HashMap<>();
  private final Set<String> words = new HashSet<>();
  private final PlateAlphabet alphabet;

  private record Format(String country, PlatePattern pattern) {}

  /** An entry of the file. */
  record Country(
      String country,
      Optional<String> region,
      List<PlatePattern> patterns,
      int lines,
      List<String> words) {}

  private record Entry(
      @JsonProperty(value = "country", required = true) String country,
      @JsonProperty("region") Optional<String> region,
      @JsonProperty(value = "patterns", required = true) List<String> patterns,
      @JsonProperty("lines") Optional<Integer> lines,
      @JsonProperty("words") Optional<List<String>> words) {}

  private PlateFormats(Collection<Country> countries) {
    this.countries = new LinkedHashMap<>();
    Set<Character> characters = new TreeSet<>();
    for (Country country : countries) {
      this.countries.put(country.country(), country);
      words.addAll(country.words());
      for (PlatePattern pattern : country.patterns()) {
        byLength
            .computeIfAbsent(pattern.length(), n -> new ArrayList<>())
            .add(new Format(country.country(), pattern));
        for (int i = 0; i < pattern.length(); i++) {
          characters.addAll(pattern.allowed(i));
        }
      }
    }
    this.alphabet = new PlateAlphabet(characters);
  }

  /** The formats that are part of the program. */
  public static PlateFormats bundled() {
    try (InputStream in = PlateFormats.class.getResourceAsStream("/plate-formats.yaml")) {
      if (in == null) {
        throw new SceneException("plate-formats.yaml is missing from the program");
      }
      return new PlateFormats(parse(in.readAllBytes(), "plate-formats.yaml of the program"));
    } catch (IOException e) {
      throw new SceneException("plate-formats.yaml of the program cannot be read", e);
    }
  }

  /**
   * The formats of the program with the owner's over them, where that file exists: a country in it
   * replaces the program's.
   *
   * @throws SceneException if the file is there but wrong; the message says where
   */
  public static PlateFormats with(Path own) {
    PlateFormats bundled = bundled();
    if (!Files.exists(own)) {
      return bundled;
    }
    try {
      var all = new LinkedHashMap<>(bundled.countries);
      parse(Files.readAllBytes(own), own.toString()).forEach(c -> all.put(c.country(), c));
      return new PlateFormats(all.values());
    } catch (IOException e) {
      throw new SceneException(own + " cannot be read: " + e.getMessage(), e);
    }
  }

  static List<Country> parse(byte[] yaml, String name) {
    try {
      List<Country> countries = new ArrayList<>();
      for (Entry entry : YAML.readValue(yaml, new TypeReference<List<Entry>>() {})) {
        countries.add(
            new Country(
                entry.country(),
                entry.region(),
                entry.patterns().stream().flatMap(p -> PlatePattern.parse(p).stream()).toList(),
                entry.lines().orElse(1),
                entry.words().orElse(List.of())));
      }
      return countries;
    } catch (JacksonException | SceneException e) {
      throw new SceneException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Only these countries' formats: where a camera stands, others are rare.
   *
   * @param wanted ISO 3166 codes in small letters, or "eu" for all of the Union
   * @throws SceneException if one is not known
   */
  public PlateFormats only(Set<String> wanted) {
    List<Country> kept =
        countries.values().stream()
            .filter(
                c -> wanted.contains(c.country()) || c.region().map(wanted::contains).orElse(false))
            .toList();
    for (String code : wanted) {
      if (kept.stream()
          .noneMatch(c -> c.country().equals(code) || c.region().map(code::equals).orElse(false))) {
        throw new SceneException(
            "No plate formats of '" + code + "'; there are " + countries.keySet() + " and eu");
      }
    }
    return new PlateFormats(kept);
  }

  /** ISO 3166 codes of the countries whose formats are known. */
  public Set<String> countries() {
    return Set.copyOf(countries.keySet());
  }

  PlateAlphabet alphabet() {
    return alphabet;
  }

  /** Whether a text is of a length that plates have. */
  static boolean plausibleLength(String text) {
    return text.length() >= SHORTEST && text.length() <= LONGEST;
  }

  /** How much a text is expected on a plate, over 0 to 1, before it is looked at. */
  double expected(String text) {
    if (isWord(text)) {
      return HEADER;
    }
    double best = UNKNOWN;
    for (Format format : byLength.getOrDefault(text.length(), List.of())) {
      if (format.pattern().weight() > best && format.pattern().matches(text)) {
        best = format.pattern().weight();
      }
    }
    return text.chars().allMatch(Character::isLetter) ? best * WORD : best;
  }

  /** Whether a text has a form that one of the countries uses. */
  public boolean matches(String text) {
    return byLength.getOrDefault(text.length(), List.of()).stream()
        .anyMatch(f -> f.pattern().matches(text));
  }

  /**
   * The country whose common form a text has; "eu" where several of the Union do and nobody else;
   * empty where it cannot be told.
   */
  public Optional<String> country(String text) {
    double most =
        byLength.getOrDefault(text.length(), List.of()).stream()
            .filter(f -> f.pattern().matches(text))
            .mapToDouble(f -> f.pattern().weight())
            .max()
            .orElse(1);
    Set<String> found =
        byLength.getOrDefault(text.length(), List.of()).stream()
            .filter(f -> f.pattern().weight() >= most && f.pattern().matches(text))
            .map(Format::country)
            .collect(Collectors.toSet());
    if (found.size() == 1) {
      return Optional.of(found.iterator().next());
    }
    boolean union =
        !found.isEmpty()
            && found.stream().allMatch(c -> known(c).region().map("eu"::equals).orElse(false));
    return union ? Optional.of("eu") : Optional.empty();
  }

  private Country known(String code) {
    Country country = countries.get(code);
    if (country == null) {
      throw new IllegalArgumentException("No country " + code);
    }
    return country;
  }

  /**
   * Whether a text is the name of a state or the like, as stands above and below the number, alone
   * or with a character before or behind it that was read out of a badge.
   */
  boolean isWord(String text) {
    return words.contains(text)
        || (text.length() > LONG_WORD
            && (words.contains(text.substring(1))
                || words.contains(text.substring(0, text.length() - 1))));
  }

  /**
   * The text that a sum of readings speaks for most: of the most probable one of each pattern of
   * that length and the most probable of all, the best by the product of its probabilities and of
   * how much it is expected.
   *
   * @param places probability of each character at each place; one that looks like another counts
   *     for it too, at the rate of that mistake
   * @param unseen probability of a character that is not among them
   */
  String mostProbable(List<Map<Character, Double>> places, double unseen) {
    List<double[]> tolerant = places.stream().map(this::tolerant).toList();
    String best = mostProbable(tolerant, Optional.empty());
    double most = Math.log(expected(best)) + likelihood(best, tolerant, unseen);
    for (Format format : byLength.getOrDefault(places.size(), List.of())) {
      String text = mostProbable(tolerant, Optional.of(format.pattern()));
      double value = Math.log(expected(text)) + likelihood(text, tolerant, unseen);
      if (value > most) {
        most = value;
        best = text;
      }
    }
    return best;
  }

  /** Probabilities by the character's number, with those of its lookalikes. */
  private double[] tolerant(Map<Character, Double> place) {
    double[] all = new double[alphabet.size()];
    for (int there = 1; there < all.length; there++) {
      char c = alphabet.character(there);
      double p = place.getOrDefault(c, 0.0);
      for (var seen : place.entrySet()) {
        p = Math.max(p, seen.getValue() * Lookalikes.rate(c, seen.getKey()));
      }
      all[there] = p;
    }
    return all;
  }

  private String mostProbable(List<double[]> places, Optional<PlatePattern> pattern) {
    var text = new StringBuilder();
    for (int i = 0; i < places.size(); i++) {
      double[] place = places.get(i);
      int best = 0;
      for (int k = 1; k < place.length; k++) {
        int at = i;
        int number = k;
        boolean allowed = pattern.map(p -> p.allows(at, alphabet.character(number))).orElse(true);
        if (allowed && (best == 0 || place[k] > place[best])) {
          best = k;
        }
      }
      text.append(alphabet.character(best));
    }
    return text.toString();
  }

  private double likelihood(String text, List<double[]> places, double unseen) {
    double sum = 0;
    for (int i = 0; i < text.length(); i++) {
      int number = alphabet.number(text.charAt(i));
      sum += Math.log(Math.max(unseen, number < 1 ? 0 : places.get(i)[number]));
    }
    return sum;
  }

  /**
   * The texts of known patterns that look like this one: characters that a pattern does not allow
   * are taken for those that they are mistaken for.
   */
  Set<String> repairs(String text) {
    Set<String> repaired = new LinkedHashSet<>();
    for (Format format : byLength.getOrDefault(text.length(), List.of())) {
      repair(text, format.pattern(), repaired);
    }
    return repaired;
  }

  private static void repair(String text, PlatePattern pattern, Set<String> repaired) {
    int changes = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!pattern.allows(i, text.charAt(i))
          && (++changes > MOST_REPAIRS || !Lookalikes.any(text.charAt(i), pattern, i))) {
        return;
      }
    }
    if (changes == 0) {
      return;
    }
    List<String> all = List.of("");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String choices = pattern.allows(i, c) ? String.valueOf(c) : Lookalikes.of(c, pattern, i);
      List<String> next = new ArrayList<>();
      for (String one : all) {
        for (int k = 0; k < choices.length(); k++) {
          next.add(one + choices.charAt(k));
        }
      }
      all = next;
    }
    repaired.addAll(all);
  }
}
