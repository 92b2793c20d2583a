package dev.gatehouse.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlateVoteProperties {
  private static final String CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
  private static final PlateFormats FORMATS = PlateFormats.bundled();

  @Provide
  Arbitrary<String> plates() {
    return Arbitraries.strings()
        .withChars("ABCDEFGHJKLMNPRSTUVWXYZ")
        .ofLength(3)
        .flatMap(l -> Arbitraries.strings().numeric().ofLength(4).map(d -> l + d));
  }

  private static PlateReading reading(String text, double sure, double score) {
    List<PlateReading.Place> places = new ArrayList<>();
    for (char c : text.toCharArray()) {
      places.add(new PlateReading.Place(String.valueOf(c), List.of(sure)));
    }
    return new PlateReading(places, score);
  }

  private static String vote(List<PlateReading> readings) {
    var vote = new PlateVote(FORMATS);
    readings.forEach(vote::add);
    return vote.result().orElseThrow().text();
  }

  @Property(tries = 300)
  void oneWrongCharacterInEachOfFiveReadingsIsOutvoted(
      @ForAll("plates") String plate, @ForAll long seed) {
    var random = new Random(seed);
    List<PlateReading> readings = new ArrayList<>();
    int[] wrongAt = new int[plate.length()];
    for (int i = 0; i < 5; i++) {
      // At most two of the five are wrong at the same place: with three no vote can help.
      int at = random.nextInt(plate.length());
      while (wrongAt[at] == 2) {
        at = random.nextInt(plate.length());
      }
      wrongAt[at]++;
      char wrong = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
      readings.add(reading(plate.substring(0, at) + wrong + plate.substring(at + 1), 0.9, 0.5));
    }
    assertThat(vote(readings)).isEqualTo(plate);
  }

  @Property(tries = 300)
  void aReadingThatLostOrGainedACharacterCountsForTheRest(
      @ForAll("plates") String plate, @ForAll long seed) {
    var random = new Random(seed);
    int lost = random.nextInt(plate.length());
    int gained = random.nextInt(plate.length() + 1);
    int doubted = (lost + 1 + random.nextInt(plate.length() - 1)) % plate.length();
    char other = plate.charAt(doubted) == 'X' ? 'Y' : plate.charAt(doubted) == '7' ? '3' : '7';
    if (doubted < 3) {
      other = plate.charAt(doubted) == 'X' ? 'Y' : 'X';
    }
    List<PlateReading> readings =
        List.of(
            reading(plate, 0.9, 0.5),
            reading(plate.substring(0, doubted) + other + plate.substring(doubted + 1), 0.95, 0.5),
            reading(plate.substring(0, lost) + plate.substring(lost + 1), 0.9, 0.5),
            reading(plate.substring(0, gained) + "W" + plate.substring(gained), 0.9, 0.4));
    assertThat(vote(readings)).isEqualTo(plate);
  }

  @Property(tries = 200)
  void theResultDoesNotDependOnTheOrder(@ForAll("plates") String a, @ForAll("plates") String b) {
    List<PlateReading> readings = List.of(reading(a, 0.9, 0.6), reading(b, 0.8, 0.35));
    assertThat(vote(readings)).isEqualTo(vote(readings.reversed()));
  }

  @Example
  void alternativesOfWeakReadingsAddUp() {
    List<PlateReading> readings = new ArrayList<>();
    for (String wrong : List.of("8", "E", "R")) {
      List<PlateReading.Place> places = new ArrayList<>(reading("ABC123", 0.9, 0.4).places());
      places.add(1, new PlateReading.Place(wrong + "P", List.of(0.5, 0.45)));
      readings.add(new PlateReading(places, 0.4));
    }
    assertThat(vote(readings)).isEqualTo("APBC123");
  }

  @Example
  void theScoreSaysHowFarTheReadingsAgree() {
    var sure = new PlateVote(FORMATS);
    var torn = new PlateVote(FORMATS);
    for (int i = 0; i < 4; i++) {
      sure.add(reading("ABC1234", 0.95, 0.5));
      torn.add(reading(i % 2 == 0 ? "ABC1234" : "XYZ9876", 0.95, 0.5));
    }
    assertThat(sure.result().orElseThrow().score()).isGreaterThan(0.9);
    assertThat(torn.result().orElseThrow().score()).isLessThan(0.6);
  }

  @Example
  void noReadingGivesNoResultAndManyKeepTheBest() {
    var vote = new PlateVote(FORMATS);
    assertThat(vote.result()).isEmpty();
    vote.add(reading("ABC1234", 0.95, 0.9));
    for (int i = 0; i < 200; i++) {
      vote.add(reading("XYZ98765", 0.5, 0.01));
    }
    assertThat(vote.readings()).isLessThanOrEqualTo(16);
    assertThat(vote.result().orElseThrow().text()).isEqualTo("ABC1234");
  }
}
