package dev.gatehouse.trail;

import dev.gatehouse.door.Doors;
import dev.gatehouse.face.FaceModels;
import dev.gatehouse.gallery.Gallery;
import dev.gatehouse.interior.Interior;
import dev.gatehouse.member.MemberSeal;
import dev.gatehouse.member.Members;
import dev.gatehouse.retention.Kept;
import dev.gatehouse.site.Area;
import dev.gatehouse.site.Sites;
import dev.gatehouse.street.Streets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The day map; members are recognised for it in the server only. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TrailProperties.class)
class TrailConfiguration {

  @Bean
  VisitStore visitStore(JdbcClient database, MemberSeal seal) {
    return new VisitStore(database, seal);
  }

  @Bean
  Kept visits(VisitStore store, @Value("${gatehouse.retention.visits:30d}") Duration time) {
    return new Kept(
        "visits",
        "Where and when a camera recognised a member who agreed to a day map; sealed with that"
            + " member's key",
        time,
        store::deleteBefore);
  }

  @Bean
  DayMaps dayMaps(Sites sites) {
    return new DayMaps(sites);
  }

  /** The doors of plans count people in and out; a site without any is not counted. */
  @Bean
  @ConditionalOnWebApplication
  UnknownInside unknownInside(Interior interior, Sites sites) {
    return (wanted, known) -> {
      List<String> counted =
          sites.areas().stream()
              .filter(area -> !area.doors().isEmpty())
              .map(Area::site)
              .filter(site -> wanted.isEmpty() || wanted.get().equals(site))
              .distinct()
              .toList();
      int inside = counted.stream().mapToInt(interior::inside).sum();
      return counted.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Math.max(0, inside - known));
    };
  }

  @Bean
  Musters musters(
      JdbcClient database,
      VisitStore visits,
      Members members,
      Sites sites,
      ObjectProvider<UnknownInside> unknown) {
    return new Musters(
        database,
        visits,
        members,
        sites,
        unknown.getIfAvailable(() -> (_, _) -> OptionalInt.empty()),
        Clock.systemUTC());
  }

  @Bean
  Kept keptMusters(Musters musters, @Value("${gatehouse.retention.musters:400d}") Duration time) {
    return new Kept(
        "musters",
        "When there was an alarm or a drill, and how many people were on its list; no names",
        time,
        musters::deleteBefore);
  }

  @Bean
  @ConditionalOnWebApplication
  Trails trails(
      TrailProperties properties,
      Gallery gallery,
      FaceModels models,
      Sites sites,
      VisitStore store,
      Members members) {
    var trails =
        new Trails(
            properties.cameras(),
            properties.policy(),
            gallery,
            models,
            sites,
            store,
            Clock.systemUTC());
    members.onGrants(trails::changed);
    return trails;
  }

  @Bean
  @ConditionalOnWebApplication
  Starter trailStarter(Trails trails, Streets streets, Doors doors) {
    return new Starter(trails, streets, doors);
  }

  record Starter(Trails trails, Streets streets, Doors doors) {
    /** Before the cameras start. */
    @EventListener(ApplicationReadyEvent.class)
    @Order(0)
    void start() {
      trails.start();
      streets.addFollower(trails);
      doors.addFollower(trails);
    }
  }
}
