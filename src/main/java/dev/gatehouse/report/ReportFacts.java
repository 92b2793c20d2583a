package dev.gatehouse.report;

import dev.gatehouse.evaluation.Measurement;
import java.util.List;
import java.util.Optional;

/**
 * What a report tells, as text for the page {@code report/report.html}, which names these fields.
 *
 * @param pdf whether the page is for printing: it has bookmarks then, which browsers do not know
 * @param made when
 * @param from begin of the time that is told of
 * @param to its end
 * @param names whether people are named
 * @param recognitions grants that can be used now
 * @param basisAtDoors what the owner states, if anything
 * @param erased how many members were erased in the time told of
 */
record ReportFacts(
    boolean pdf,
    String version,
    String made,
    String from,
    String to,
    boolean names,
    Controller controller,
    Optional<String> basisAtDoors,
    Optional<String> basisForCounting,
    Optional<String> authority,
    Optional<String> dpo,
    Where site,
    List<DoorRow> doors,
    List<StreetRow> streets,
    List<KioskRow> kiosks,
    List<String> places,
    List<String> recipients,
    long members,
    long unreadable,
    long recognitions,
    List<Agreement> agreements,
    List<VehicleRow> vehicles,
    int cards,
    int cardsRevoked,
    List<KeptRow> kept,
    String platesFor,
    String observationsFor,
    String statisticsFor,
    String decisionsFor,
    String kioskCountsFor,
    String greetingsFor,
    String visitsFor,
    String mustersFor,
    String interiorFor,
    String heatMapsFor,
    String goodsFor,
    String goodsHistoryFor,
    List<Failure> failures,
    Optional<String> lastRun,
    List<NoticeText> notices,
    List<ModelCard> models,
    List<ErasureRow> erasures,
    long erased,
    String receiptKey,
    List<AccountRow> accounts,
    Log log) {

  /** A detail of the controller, and under which setting the owner writes it. */
  record Detail(String title, Optional<String> text, String setting) {}

  /**
   * @param missing how many of the details are not filled in
   */
  record Controller(List<Detail> details, long missing) {}

  record Where(
      String name,
      boolean demo,
      String database,
      String address,
      boolean local,
      boolean tls,
      boolean keysMirrored,
      Optional<String> signOn) {}

  record DoorRow(
      String name,
      String id,
      String place,
      String threshold,
      String liveness,
      boolean openToPhotos,
      String cards,
      String relays) {}

  record StreetRow(
      String name, String id, String place, String plates, boolean registered, String classes) {}

  record KioskRow(String name, String id, String place, String camera) {}

  /**
   * A line of the list of grants.
   *
   * @param member the name, where people are named
   * @param state in force, ended, withdrawn or not yet
   * @param to last instant, or "until withdrawn"
   * @param given how, when, and by whom it was recorded
   */
  record Agreement(
      Optional<String> member,
      String id,
      String purpose,
      String places,
      String from,
      String to,
      String notice,
      String given,
      String state,
      Optional<String> withdrawn,
      boolean live) {}

  record VehicleRow(Optional<String> owner, String plate, String streets, String to) {}

  /**
   * A kind of data on the schedule.
   *
   * @param bar length of its bar, of 160
   */
  record KeptRow(
      String kind, String what, String time, long bar, String deleted, Optional<String> last) {}

  record Failure(String kind, String what) {}

  record NoticeText(String title, String version, String language, String text) {}

  /**
   * @param own whether the owner put a file of their own in place of ours
   */
  record ModelCard(
      String id,
      String task,
      Optional<String> architecture,
      String origin,
      String sha256,
      String licence,
      String training,
      Optional<String> input,
      Optional<String> accuracy,
      boolean own,
      List<Measurement> measurements) {}

  record ErasureRow(String at, String id, String counts, String signed) {}

  record AccountRow(String role, long count, String may) {}

  record Count(String action, String what, String entries) {}

  record Log(
      String size,
      String root,
      String signed,
      String key,
      String note,
      boolean intact,
      String checked,
      Optional<String> finding,
      List<Count> counts) {}
}
