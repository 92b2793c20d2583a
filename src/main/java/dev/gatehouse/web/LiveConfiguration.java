package dev.gatehouse.web;

import dev.gatehouse.door.Doors;
import dev.gatehouse.interior.Interior;
import dev.gatehouse.kiosk.Kiosks;
import dev.gatehouse.member.Members;
import dev.gatehouse.street.Streets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import tools.jackson.databind.json.JsonMapper;

/**
 * The WebSockets of the live pictures; {@link SecurityConfiguration} lets nobody in without a
 * log-in.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@EnableWebSocket
class LiveConfiguration implements WebSocketConfigurer {
  private final Doors doors;
  private final Members members;
  private final DecisionViews views;
  private final Auditing auditing;
  private final Streets streets;
  private final ObservationViews observations;
  private final Kiosks kiosks;
  private final Interior interior;
  private final VisibleAreas areas;
  private final MemoryCleaning cleaning;
  private final JsonMapper json;

  LiveConfiguration(
      Doors doors,
      Members members,
      DecisionViews views,
      Auditing auditing,
      Streets streets,
      ObservationViews observations,
      Kiosks kiosks,
      Interior interior,
      VisibleAreas areas,
      MemoryCleaning cleaning,
      JsonMapper json) {
    this.doors = doors;
    this.members = members;
    this.views = views;
    this.auditing = auditing;
    this.streets = streets;
    this.observations = observations;
    this.kiosks = kiosks;
    this.interior = interior;
    this.areas = areas;
    this.cleaning = cleaning;
    this.json = json;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    var door = new LiveDoor(doors, members, views, auditing, json);
    cleaning.add(door::overwriteBuffers);
    registry.addHandler(door, "/api/doors/*/live");
    registry.addHandler(new LiveStreet(streets, observations, json), "/api/streets/*/live");
    var kiosk = new LiveKiosk(kiosks, auditing, json);
    cleaning.add(kiosk::overwriteBuffers);
    registry.addHandler(kiosk, "/api/kiosks/*/live");
    registry.addHandler(new LiveInterior(interior, areas, json), "/api/interior/*/live");
  }
}
