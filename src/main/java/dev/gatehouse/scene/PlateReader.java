package dev.gatehouse.scene;

import dev.gatehouse.image.Box;
import dev.gatehouse.image.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds and reads licence plates in single pictures.
 *
 * <p>Each line of text that has a plate's shape is read once. What reads like a plate of some
 * country is looked at again: from close up, cut anew, in other proportions and by a second reader,
 * until the looks agree. A text is chosen by the probability that all looks give it and by how much
 * it is expected on a plate ({@link PlateFormats}), so that a sticker or a sign, read however
 * clearly, loses against a plate.
 *
 * <p>Not thread-safe: one a thread, over shared models.
 */
public final class PlateReader implements AutoCloseable {
  /** A text seen less surely than this is not told: it is almost certainly wrong. */
  private static final double LEAST_SEEN = 0.02;

  private static final double LEAST_SCORE = 0.002;

  private static final Pattern DATE = Pattern.compile("20[0-9]{2}[01][0-9][0-3][0-9]");

  private static final double STRETCH = 1.2;
  private static final int MOST_LINES = 5;
  private static final int MOST_SCENE_LINES = 24;
  private static final double SURE = 0.85;

  /** A vehicle whose best line was seen less surely is looked at once more. */
  private static final double DOUBTFUL = 0.5;

  /** A line whose first look is so much less likely a plate than the best one is left alone. */
  private static final double HOPELESS = 0.1;

  private static final int MOST_CLOSE_LOOKS = 2;
  private static final int ALTERNATIVES = 6;

  private final PlateFormats formats;
  private final PlateFinder finder;
  private final TextRecogniser reader;
  private final TextRecogniser second;
  private final PlateDecoder decoder;

  public PlateReader(PlateModels models, PlateFormats formats) {
    this.formats = formats;
    this.finder = new PlateFinder(models);
    this.reader = models.recogniser(formats.alphabet());
    this.second = models.secondRecogniser(formats.alphabet());
    this.decoder = new PlateDecoder(formats);
  }

  /** One line, or two that are read as one, with what the looks at it say so far. */
  private final class Subject {
    final List<Quad> lines;
    final Quad outline;
    final PlateDecoder.Evidence evidence = decoder.evidence();
    List<PlateDecoder.Proposal> proposals = List.of();

    Subject(List<Quad> lines, Quad outline, CtcMatrix first) {
      this.lines = lines;
      this.outline = outline;
      add(first);
    }

    void add(CtcMatrix look) {
      proposals = evidence.add(look);
    }

    /** How likely this is a plate, beside others: the number is the largest lettering on one. */
    double score() {
      return proposals.isEmpty() ? 0 : proposals.getFirst().score() * lines.getFirst().height();
    }

    double seen() {
      return proposals.isEmpty() ? 0 : proposals.getFirst().seen();
    }

    boolean sure() {
      return seen() >= SURE;
    }
  }

  /**
   * The plate of a vehicle.
   *
   * @param image BGR
   * @param vehicle in pixels of the picture; may reach outside
   * @return empty where no text in it reads like a plate
   */
  public Optional<PlateSighting> read(Image image, Box vehicle) {
    Optional<Subject> best = best(image, finder.coarseLines(image, vehicle));
    if (best.map(s -> s.seen() < DOUBTFUL).orElse(true)) {
      Optional<Subject> other = best(image, finder.lines(image, vehicle));
      if (other.isPresent() && other.get().score() > best.map(Subject::score).orElse(0.0)) {
        best = other;
      }
    }
    return best.flatMap(this::sighting);
  }

  private Optional<Subject> best(Image image, List<TextArea> lines) {
    List<Subject> subjects = subjects(image, lines, MOST_LINES);
    subjects.stream().limit(MOST_CLOSE_LOOKS).forEach(s -> lookCloser(image, s, best(subjects)));
    return subjects.stream().max(Comparator.comparingDouble(Subject::score));
  }

  /**
   * All plates in a picture, without knowing where vehicles are: slower and with more mistakes.
   *
   * @return those that do not overlap, the surest first
   */
  public List<PlateSighting> read(Image image) {
    List<Subject> subjects = subjects(image, finder.lines(image), MOST_SCENE_LINES);
    // A date stands large and clear in the picture, but no plate must be measured against it.
    subjects.removeIf(s -> !s.proposals.isEmpty() && clock(s.proposals.getFirst().text()));
    double best = best(subjects);
    subjects.stream().limit(2 * MOST_CLOSE_LOOKS).forEach(s -> lookCloser(image, s, best));
    subjects.sort(Comparator.comparingDouble(s -> -s.score()));
    List<PlateSighting> kept = new ArrayList<>();
    for (Subject subject : subjects) {
      Box box = subject.outline.bounds();
      boolean free =
          kept.stream()
              .allMatch(
                  k ->
                      k.outline().bounds().intersection(box)
                          < 0.3 * Math.min(box.area(), k.outline().bounds().area()));
      if (free) {
        sighting(subject).filter(s -> !clock(s.read().text())).ifPresent(kept::add);
      }
    }
    return kept;
  }

  /** Whether a text is a date such as cameras write into their pictures. */
  private static boolean clock(String text) {
    return DATE.matcher(text.replace('O', '0').replace('I', '1')).matches();
  }

  private static double best(List<Subject> subjects) {
    return subjects.stream().mapToDouble(Subject::score).max().orElse(0);
  }

  /** Each line, and each pair of lines, with one look at it; the likeliest plate first. */
  private List<Subject> subjects(Image image, List<TextArea> lines, int most) {
    Map<Quad, CtcMatrix> firstLooks = new LinkedHashMap<>();
    List<TextArea> taken =
        lines.stream()
            .sorted(Comparator.comparingDouble(a -> -a.score() * a.quad().height()))
            .limit(most)
            .toList();
    List<Subject> subjects = new ArrayList<>();
    for (TextArea area : taken) {
      CtcMatrix look = reader.read(image, area.quad(), STRETCH);
      firstLooks.put(area.quad(), look);
      subjects.add(new Subject(List.of(area.quad()), area.quad(), look));
    }
    for (PlateCandidate pair : PlateFinder.pairs(taken)) {
      CtcMatrix upper = firstLooks.get(pair.lines().get(0));
      CtcMatrix lower = firstLooks.get(pair.lines().get(1));
      if (upper != null && lower != null) {
        subjects.add(new Subject(pair.lines(), pair.outline(), upper.then(lower)));
      }
    }
    subjects.sort(Comparator.comparingDouble(s -> -s.score()));
    return subjects;
  }

  /** More looks, until they make sure of it; none where it is no likely plate. */
  private void lookCloser(Image image, Subject subject, double best) {
    if (subject.score() < HOPELESS * best) {
      return;
    }
    List<Quad> close = subject.lines.stream().map(q -> finder.closer(image, q).orElse(q)).toList();
    subject.add(look(second, image, close, STRETCH));
    if (subject.sure()) {
      return;
    }
    subject.add(look(reader, image, close, STRETCH));
    if (subject.sure()) {
      return;
    }
    List<Quad> wider = subject.lines.stream().map(q -> q.grown(0.1, 0)).toList();
    subject.add(look(reader, image, wider, 1));
  }

  private static CtcMatrix look(
      TextRecogniser reader, Image image, List<Quad> lines, double stretch) {
    CtcMatrix all = reader.read(image, lines.getFirst(), stretch);
    for (Quad line : lines.subList(1, lines.size())) {
      all = all.then(reader.read(image, line, stretch));
    }
    return all;
  }

  private Optional<PlateSighting> sighting(Subject subject) {
    if (subject.proposals.isEmpty()) {
      return Optional.empty();
    }
    PlateDecoder.Proposal best = subject.proposals.getFirst();
    if (best.score() < LEAST_SCORE || best.seen() < LEAST_SEEN) {
      return Optional.empty();
    }
    double score = Math.min(1, best.seen());
    return Optional.of(
        new PlateSighting(
            PlateFinder.plate(subject.outline),
            new PlateRead(best.text(), score, formats.country(best.text())),
            decoder.reading(best, subject.evidence.looks(), ALTERNATIVES)));
  }

  @Override
  public void close() {
    finder.close();
    reader.close();
    second.close();
  }
}
