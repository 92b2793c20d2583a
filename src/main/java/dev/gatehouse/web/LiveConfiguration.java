package dev.gatehouse.web;

import dev.gatehouse.door.Doors;
import dev.gatehouse.member.Members;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import tools.jackson.databind.json.JsonMapper;

/**
 * The WebSocket of the live picture; {@link SecurityConfiguration} lets nobody in without a log-in.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@EnableWebSocket
class LiveConfiguration implements WebSocketConfigurer {
  private final Doors doors;
  private final Members members;
  private final DecisionViews views;
  private final JsonMapper json;

  LiveConfiguration(Doors doors, Members members, DecisionViews views, JsonMapper json) {
    this.doors = doors;
    this.members = members;
    this.views = views;
    this.json = json;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry.addHandler(new LiveDoor(doors, members, views, json), "/api/doors/*/live");
  }
}
