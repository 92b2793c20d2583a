package dev.gatehouse;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.modulith.Modulithic;

/** The program: a server, and the commands beside it. */
@SpringBootApplication
@Modulithic(systemName = "Gatehouse")
public class Gatehouse {
  public static void main(String[] args) {
    System.out.println("java " + System.getProperty("java.version"));
    SpringApplication.run(Gatehouse.class, args);
  }
}
