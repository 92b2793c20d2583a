package dev.gatehouse.web;

import dev.gatehouse.member.PrivateFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that the server makes for itself, for a network without a certificate authority. It
 * keeps what is sent from being read; who is at the other end a browser knows only once somebody
 * has compared the fingerprint and trusted it.
 *
 * @param certificate X.509 in PEM
 * @param key PKCS #8 in PEM, mode 0600
 */
record SelfSignedCertificate(Path certificate, Path key) {
  private static final Duration VALID = Duration.ofDays(397); // the longest that browsers accept
  private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

  /**
   * The one in that folder; made where there is none, it ends soon, or lacks one of the names.
   *
   * @param required names that it must be for: host names and IP addresses
   * @param also names that are put into a new one; it is not made anew where they change
   */
  static SelfSignedCertificate in(
      Path folder, Set<String> required, Set<String> also, Clock clock) {
    var files = new SelfSignedCertificate(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    try {
      if (!files.holds(required, clock.instant())) {
        Set<String> names = new TreeSet<>(also);
        names.addAll(required);
        files.make(names, clock.instant());
      }
      return files;
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("No certificate can be made in " + folder + ": " + e, e);
    }
  }

  /** What this machine is called, and its addresses. */
  static Set<String> namesOfThisMachine() {
    Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1", "::1"));
    try {
      String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      if (name.matches("[a-z0-9.-]+")) {
        names.add(name);
      }
      for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(card.getInetAddresses())) {
          if (!address.isLinkLocalAddress()) {
            names.add(address.getHostAddress().replaceAll("%.*", ""));
          }
        }
      }
    } catch (IOException e) {
      // Then these names are all that is known.
    }
    return names;
  }

  X509Certificate read() throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(certificate)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** SHA-256 of the certificate, as browsers show it. */
  String fingerprint() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(read().getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(certificate + " cannot be read: " + e, e);
    }
  }

  private boolean holds(Set<String> names, Instant now) throws IOException {
    if (!Files.exists(certificate) || !Files.exists(key)) {
      return false;
    }
    try {
      X509Certificate known = read();
      Set<String> covered = new TreeSet<>();
      for (var name : Optional.ofNullable(known.getSubjectAlternativeNames()).orElse(Set.of())) {
        covered.add(canonical(String.valueOf(name.get(1))));
      }
      return known.getNotAfter().toInstant().isAfter(now.plus(RENEWED_BEFORE))
          && covered.containsAll(names.stream().map(SelfSignedCertificate::canonical).toList());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** IPv6 addresses are written in several ways. */
  private static String canonical(String name) {
    return isAddress(name) ? InetAddress.ofLiteral(name).getHostAddress() : name;
  }

  private static boolean isAddress(String name) {
    return name.contains(":") || name.matches("[0-9.]+");
  }

  private void make(Set<String> names, Instant now)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    var random = new SecureRandom();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair pair = generator.generateKeyPair();
    var subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, "Gatehouse").build();
    var builder =
        new JcaX509v3CertificateBuilder(
            subject,
            new BigInteger(127, random).add(BigInteger.ONE),
            Date.from(now.minus(Duration.ofHours(1))), // for clocks that are behind
            Date.from(now.plus(VALID)),
            subject,
            pair.getPublic());
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                names.stream()
                    .map(
                        name ->
                            new GeneralName(
                                isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName,
                                name))
                    .toArray(GeneralName[]::new)));
    X509Certificate made =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    PrivateFiles.createFolder(PrivateFiles.folderOf(key));
    write(key, new JcaPKCS8Generator(pair.getPrivate(), null));
    write(certificate, made);
  }

  private static void write(Path file, Object content) throws IOException {
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(content);
    }
    PrivateFiles.replace(file, text.toString().getBytes(StandardCharsets.US_ASCII));
  }
}
