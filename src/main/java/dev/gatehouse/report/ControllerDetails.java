package dev.gatehouse.report;

import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who is responsible for this installation, and what they alone can say: the part {@code
 * gatehouse.controller} of the configuration; docs/report.md shows it.
 *
 * @param name of the controller, GDPR Art. 30(1)(a)
 * @param address where letters reach them
 * @param contact telephone or e-mail
 * @param dpo the data protection officer's contact details
 * @param authority the supervisory authority to which people may complain
 * @param basisAtDoors on what legal basis a door looks at the faces of those who did not enrol
 * @param basisForCounting on what legal basis a street camera counts those who pass
 */
@ConfigurationProperties("gatehouse.controller")
record ControllerDetails(
    Optional<String> name,
    Optional<String> address,
    Optional<String> contact,
    Optional<String> dpo,
    Optional<String> authority,
    Optional<String> basisAtDoors,
    Optional<String> basisForCounting) {

  ControllerDetails {
    name = filled(name);
    address = filled(address);
    contact = filled(contact);
    dpo = filled(dpo);
    authority = filled(authority);
    basisAtDoors = filled(basisAtDoors);
    basisForCounting = filled(basisForCounting);
  }

  private static Optional<String> filled(Optional<String> text) {
    return text.map(String::strip).filter(line -> !line.isEmpty());
  }
}
