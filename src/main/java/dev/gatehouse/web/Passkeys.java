package dev.gatehouse.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.account.AccountException;
import dev.gatehouse.account.NoSuchAccountException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.webauthn.api.AuthenticatorAssertionResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorAttestationResponse;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.PublicKeyCredential;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.jackson.WebauthnJacksonModule;
import org.springframework.security.web.webauthn.management.ImmutablePublicKeyCredentialCreationOptionsRequest;
import org.springframework.security.web.webauthn.management.ImmutablePublicKeyCredentialRequestOptionsRequest;
import org.springframework.security.web.webauthn.management.ImmutableRelyingPartyRegistrationRequest;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyPublicKey;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Passkeys (W3C Web Authentication, level 3), which are bound to the server's address and verify
 * their user by themselves: two factors in one. A challenge is remembered for five minutes and for
 * one answer, without a session, so that nobody fills the memory by asking. Thread-safe.
 */
final class Passkeys {
  private static final Logger log = LoggerFactory.getLogger(Passkeys.class);
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(5);
  private static final int REMEMBERED = 10_000;

  private final PublicKeyCredentialUserEntityRepository users;
  private final UserCredentialRepository credentials;
  private final Supplier<URI> address;
  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder().recyclerPool(JsonRecyclerPools.nonRecyclingPool()).build())
          .addModule(new WebauthnJacksonModule())
          .build();

  private final Cache<String, PublicKeyCredentialCreationOptions> registrations = remembered();
  private final Cache<String, PublicKeyCredentialRequestOptions> logIns = remembered();

  /**
   * @param address where people reach the server; asked for at the first use, when its port is
   *     known
   */
  Passkeys(
      PublicKeyCredentialUserEntityRepository users,
      UserCredentialRepository credentials,
      Supplier<URI> address) {
    this.users = users;
    this.credentials = credentials;
    this.address = address;
  }

  private static <V> Cache<String, V> remembered() {
    return Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(ANSWER_WITHIN).build();
  }

  /**
   * A passkey of an account.
   *
   * @param id base64url
   */
  record Passkey(String id, String name, Instant createdAt, Instant lastUsed) {
    static Passkey of(CredentialRecord record) {
      return new Passkey(
          record.getCredentialId().toBase64UrlString(),
          record.getLabel(),
          record.getCreated(),
          record.getLastUsed());
    }
  }

  private Webauthn4JRelyingPartyOperations relyingParty() {
    URI here = address.get();
    var party = PublicKeyCredentialRpEntity.builder().id(here.getHost()).name("Gatehouse").build();
    var operations =
        new Webauthn4JRelyingPartyOperations(users, credentials, party, Set.of(here.toString()));
    operations.setCustomizeCreationOptions(
        options ->
            options.authenticatorSelection(
                AuthenticatorSelectionCriteria.builder()
                    .userVerification(UserVerificationRequirement.REQUIRED)
                    .residentKey(ResidentKeyRequirement.REQUIRED)
                    .build()));
    operations.setCustomizeRequestOptions(
        options -> options.userVerification(UserVerificationRequirement.REQUIRED));
    return operations;
  }

  /**
   * @throws AccountException if the page was opened at another address, where no passkey can work
   */
  private void requireAddress(String host) {
    if (!host.equalsIgnoreCase(address.get().getHost())) {
      throw new AccountException(
          "Passkeys work at "
              + address.get()
              + " alone, and this page is at "
              + host
              + ". Open that address, or set gatehouse.address to the one that people use");
    }
  }

  /**
   * What {@code navigator.credentials.create} needs, as JSON.
   *
   * @param shown what the browser calls the account; told to it and not kept
   */
  String registration(Authentication who, String shown, String host) {
    requireAddress(host);
    PublicKeyCredentialCreationOptions options =
        relyingParty()
            .createPublicKeyCredentialCreationOptions(
                new ImmutablePublicKeyCredentialCreationOptionsRequest(who));
    registrations.put(options.getChallenge().toBase64UrlString(), options);
    ObjectNode told = json.valueToTree(options);
    if (told.path("user") instanceof ObjectNode user) {
      user.put("name", shown).put("displayName", shown);
    }
    return json.writeValueAsString(told);
  }

  /**
   * Takes a new passkey in.
   *
   * @param credential what the browser made
   * @throws AccountException if it does not fit what was asked for
   */
  Passkey register(String username, String name, JsonNode credential) {
    String label = name.strip();
    if (label.isEmpty() || label.length() > 100) {
      throw new AccountException("name", "Name the passkey, in 1 to 100 characters");
    }
    PublicKeyCredentialCreationOptions options =
        Optional.ofNullable(registrations.asMap().remove(challenge(credential)))
            .filter(asked -> username.equals(asked.getUser().getName()))
            .orElseThrow(() -> new AccountException("That took too long. Try again"));
    try {
      PublicKeyCredential<AuthenticatorAttestationResponse> made =
          json.readerFor(
                  new TypeReference<PublicKeyCredential<AuthenticatorAttestationResponse>>() {})
              .readValue(credential);
      return Passkey.of(
          relyingParty()
              .registerCredential(
                  new ImmutableRelyingPartyRegistrationRequest(
                      options, new RelyingPartyPublicKey(made, label))));
    } catch (DataAccessException e) {
      throw e;
    } catch (RuntimeException e) { // of many kinds: what a browser sends is outside input
      log.info("A passkey was refused: {}", e.getClass().getSimpleName()); // no text of theirs
      throw new AccountException("The passkey does not fit what was asked for. Try again");
    }
  }

  /** What {@code navigator.credentials.get} needs, as JSON: any passkey that is for here. */
  String logIn(String host) {
    requireAddress(host);
    PublicKeyCredentialRequestOptions options =
        relyingParty()
            .createCredentialRequestOptions(
                new ImmutablePublicKeyCredentialRequestOptionsRequest(null));
    logIns.put(options.getChallenge().toBase64UrlString(), options);
    return json.writeValueAsString(options);
  }

  /** Whose passkey has signed; absent if nobody's has. */
  Optional<String> verify(JsonNode credential) {
    PublicKeyCredentialRequestOptions options = logIns.asMap().remove(challenge(credential));
    if (options == null) {
      return Optional.empty();
    }
    try {
      PublicKeyCredential<AuthenticatorAssertionResponse> signed =
          json.readerFor(
                  new TypeReference<PublicKeyCredential<AuthenticatorAssertionResponse>>() {})
              .readValue(credential);
      return Optional.of(
          relyingParty()
              .authenticate(new RelyingPartyAuthenticationRequest(options, signed))
              .getName());
    } catch (DataAccessException e) {
      throw e;
    } catch (RuntimeException e) { // of many kinds: what a browser sends is outside input
      log.info("A passkey was refused: {}", e.getClass().getSimpleName()); // no text of theirs
      return Optional.empty();
    }
  }

  /** The challenge that the browser signed, by which the question is found; "" if it has none. */
  private String challenge(JsonNode credential) {
    try {
      String data = credential.path("response").path("clientDataJSON").asString("");
      return json.readTree(new String(Base64.getUrlDecoder().decode(data), UTF_8))
          .path("challenge")
          .asString("");
    } catch (RuntimeException e) { // no base64, or no JSON
      return "";
    }
  }

  /** An account's passkeys, the oldest first. */
  List<Passkey> of(String username) {
    return Optional.ofNullable(users.findByUsername(username))
        .map(user -> credentials.findByUserId(user.getId()))
        .orElse(List.of())
        .stream()
        .map(Passkey::of)
        .sorted(java.util.Comparator.comparing(Passkey::createdAt))
        .toList();
  }

  void remove(String username, String id) {
    Passkey passkey =
        of(username).stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new NoSuchAccountException("You have no passkey with this id"));
    credentials.delete(Bytes.fromBase64(passkey.id()));
  }
}
