package dev.gatehouse.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.member.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All files of {@code data/keys} in one, encrypted with AES-256-GCM (NIST SP 800-38D). The key is
 * made of a passphrase by Argon2id (RFC 9106), with the parameters that the RFC recommends where
 * memory is limited: 64 MiB, 3 passes, 4 lanes. A line of JSON with these, the salt, the nonce and
 * the time comes first; it is bound to what follows.
 *
 * @param files by their paths within the folder
 */
@SuppressWarnings("ArrayRecordComponent") // files on their way, never compared
record KeyBackup(Instant time, SequencedMap<String, byte[]> files) implements AutoCloseable {
  static final int SHORTEST_PASSPHRASE = 12;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MEMORY = 1 << 16; // KiB
  private static final int MOST_MEMORY = 1 << 20; // KiB; of files that others made
  private static final int PASSES = 3;
  private static final int LANES = 4;
  private static final int SALT = 16;
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int KEY = 32;
  private static final int LONGEST_HEADER = 1000;
  private static final int LARGEST_FILE = 1 << 20;
  private static final String PATH = "[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*";

  private record Header(
      Instant time, int memory, int passes, int lanes, byte[] salt, byte[] nonce) {
    byte[] line() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("time", time.toString());
      values.put("kdf", "argon2id");
      values.put("memory", memory);
      values.put("passes", passes);
      values.put("lanes", lanes);
      values.put("salt", Base64.getEncoder().encodeToString(salt));
      values.put("cipher", "aes-256-gcm");
      values.put("nonce", Base64.getEncoder().encodeToString(nonce));
      return (JSON.writeValueAsString(values) + "\n").getBytes(UTF_8);
    }

    static Header parse(String line) {
      JsonNode values = JSON.readTree(line);
      var header =
          new Header(
              Instant.parse(values.path("time").asString()),
              values.path("memory").asInt(),
              values.path("passes").asInt(),
              values.path("lanes").asInt(),
              Base64.getDecoder().decode(values.path("salt").asString()),
              Base64.getDecoder().decode(values.path("nonce").asString()));
      boolean known =
          values.path("kdf").asString().equals("argon2id")
              && values.path("cipher").asString().equals("aes-256-gcm")
              && header.memory >= MEMORY
              && header.memory <= MOST_MEMORY
              && header.passes >= 1
              && header.passes <= 16
              && header.lanes >= 1
              && header.lanes <= 16
              && header.salt.length == SALT
              && header.nonce.length == NONCE;
      if (!known) {
        throw new IllegalArgumentException(line);
      }
      return header;
    }
  }

  /**
   * @throws BackupException if the passphrase is too short to keep anybody out
   */
  static void requirePassphrase(char[] passphrase) {
    if (passphrase.length < SHORTEST_PASSPHRASE) {
      throw new BackupException(
          "The passphrase has "
              + passphrase.length
              + " characters; take "
              + SHORTEST_PASSPHRASE
              + " or more, such as five random words");
    }
  }

  /** Reads all files of a folder of keys. */
  static KeyBackup read(Path keys, Instant time) {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(keys)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String path = keys.relativize(file).toString().replace('\\', '/');
        if (path.matches(PATH)) { // not what was being written: .new...
          files.put(path, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new BackupException("The keys in " + keys + " cannot be read: " + e, e);
    }
    if (!files.containsKey("master.key")) {
      throw new BackupException(keys + " has no master.key: there is nothing to back up yet");
    }
    return new KeyBackup(time, files);
  }

  /** Returns the SHA-256 of the file but its last 32 bytes. */
  String write(Path file, char[] passphrase) {
    requirePassphrase(passphrase);
    BackupFile.requireNew(file);
    var random = new SecureRandom();
    byte[] salt = new byte[SALT];
    byte[] nonce = new byte[NONCE];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    var header = new Header(time, MEMORY, PASSES, LANES, salt, nonce);
    byte[] plain = pack();
    try {
      byte[] encrypted = crypt(Cipher.ENCRYPT_MODE, header, passphrase, plain);
      return BackupFile.write(
          file,
          BackupFile.Kind.KEYS,
          out -> {
            out.write(header.line());
            out.write(encrypted);
          });
    } catch (GeneralSecurityException e) {
      throw new BackupException("This Java cannot encrypt with AES-256-GCM", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Reads a file.
   *
   * @throws BackupException if it is none, is damaged, or was made with another passphrase
   */
  static KeyBackup read(Path file, char[] passphrase) {
    BackupFile.verify(file, BackupFile.Kind.KEYS);
    try (InputStream in = BackupFile.content(file, BackupFile.Kind.KEYS)) {
      Header header = header(in);
      byte[] plain = crypt(Cipher.DECRYPT_MODE, header, passphrase, in.readAllBytes());
      try {
        return new KeyBackup(header.time(), unpack(plain));
      } finally {
        Arrays.fill(plain, (byte) 0);
      }
    } catch (AEADBadTagException e) {
      throw new BackupException(file + " does not open with this passphrase", e);
    } catch (GeneralSecurityException e) {
      throw new BackupException("This Java cannot decrypt AES-256-GCM", e);
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      throw new BackupException(file + " is encrypted in a way that this version does not know", e);
    } catch (IOException e) {
      throw BackupFile.cannotRead(file, e);
    }
  }

  private static Header header(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.size() > LONGEST_HEADER) {
        throw new IllegalArgumentException("no header");
      }
      line.write(b);
    }
    return Header.parse(line.toString(UTF_8));
  }

  private static byte[] crypt(int mode, Header header, char[] passphrase, byte[] text)
      throws GeneralSecurityException {
    byte[] key = new byte[KEY];
    try {
      var argon2 = new Argon2BytesGenerator();
      argon2.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(header.memory())
              .withIterations(header.passes())
              .withParallelism(header.lanes())
              .withSalt(header.salt())
              .build());
      argon2.generateBytes(passphrase, key);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG, header.nonce()));
      cipher.updateAAD(BackupFile.Kind.KEYS.bytes());
      cipher.updateAAD(header.line());
      return cipher.doFinal(text);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private byte[] pack() {
    int size = files.entrySet().stream().mapToInt(f -> 200 + f.getValue().length).sum();
    var bytes = new ByteArrayOutputStream(size);
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(files.size());
      for (var file : files.entrySet()) {
        out.writeUTF(file.getKey());
        out.writeInt(file.getValue().length);
        out.write(file.getValue());
      }
    } catch (IOException e) {
      throw new BackupException("The keys cannot be packed", e);
    }
    return bytes.toByteArray();
  }

  private static SequencedMap<String, byte[]> unpack(byte[] plain) throws IOException {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    var in = new DataInputStream(new ByteArrayInputStream(plain));
    for (int left = in.readInt(); left > 0; left--) {
      String path = in.readUTF();
      int length = in.readInt();
      if (!path.matches(PATH) || length < 0 || length > LARGEST_FILE) {
        throw new IllegalArgumentException(path);
      }
      byte[] content = new byte[length];
      in.readFully(content);
      files.put(path, content);
    }
    return files;
  }

  /** Puts the files into a new folder. */
  void unpack(Path folder) throws IOException {
    PrivateFiles.createFolder(folder);
    for (var file : files.entrySet()) {
      Path to = folder.resolve(file.getKey());
      PrivateFiles.createFolder(PrivateFiles.folderOf(to));
      PrivateFiles.create(to, file.getValue());
    }
  }

  /** Wipes what was read. */
  @Override
  public void close() {
    List.copyOf(files.values()).forEach(content -> Arrays.fill(content, (byte) 0));
  }
}
