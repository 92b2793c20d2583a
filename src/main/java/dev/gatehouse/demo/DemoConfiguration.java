package dev.gatehouse.demo;

import dev.gatehouse.door.DoorProperties;
import dev.gatehouse.door.Doors;
import dev.gatehouse.kiosk.KioskProperties;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.member.Members;
import dev.gatehouse.merchandise.Merchandise;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.StreetProperties;
import dev.gatehouse.street.Streets;
import dev.gatehouse.trail.Trails;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The demo runs where the configuration names no camera. */
@Configuration(proxyBeanMethods = false)
class DemoConfiguration {

  @Bean
  Deployment deployment(
      @Value("${gatehouse.site.name:}") String name,
      DoorProperties properties,
      StreetProperties streets,
      KioskProperties kiosks) {
    boolean demo =
        properties.doors().isEmpty() && streets.streets().isEmpty() && kiosks.kiosks().isEmpty();
    return new Deployment(name.isBlank() ? (demo ? "Demo site" : "Gatehouse") : name, demo);
  }

  @Bean
  @ConditionalOnWebApplication
  DemoSite demoSite(
      Deployment deployment,
      Members members,
      Doors doors,
      Streets streets,
      Kiosks kiosks,
      Merchandise merchandise,
      Sites sites,
      Trails trails) {
    return new DemoSite(deployment, members, doors, streets, kiosks, merchandise, sites, trails);
  }
}
