package dev.gatehouse.web;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** What of an address stands for one customer. */
final class Network {
  private Network() {}

  /** Of IPv6 the first 64 bits, which one customer of a provider has to themselves. */
  static String of(String address) {
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return HexFormat.of().formatHex(bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes);
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
