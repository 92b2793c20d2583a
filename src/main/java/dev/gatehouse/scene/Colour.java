package dev.gatehouse.scene;

/** Names of colours, of vehicles and of clothing. */
public enum Colour {
  WHITE,
  BLACK,
  GREY,
  SILVER,
  RED,
  BLUE,
  GREEN,
  YELLOW,
  ORANGE,
  BROWN,
  PINK,
  PURPLE
}
