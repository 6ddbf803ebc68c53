package dev.strongroom.broker;

import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.client.RefusedException;
import java.util.List;

/// The broker's ways of saying no. Codes are stable; titles are the same for every occurrence.
public final class Refusals {
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private Refusals() {}

  /// The caller may not have it.
  public static RefusedException forbidden(String code, String title, String detail) {
    return refused(FORBIDDEN, code, title, detail, List.of());
  }

  /// The caller may not have it, for the reasons that `findings` name.
  public static RefusedException forbidden(
      String code, String title, String detail, List<String> findings) {
    return refused(FORBIDDEN, code, title, detail, findings);
  }

  /// There is no such thing.
  public static RefusedException notFound(String code, String title, String detail) {
    return refused(NOT_FOUND, code, title, detail, List.of());
  }

  /// It contradicts what is there.
  public static RefusedException conflict(String code, String title, String detail) {
    return refused(CONFLICT, code, title, detail, List.of());
  }

  /// Well formed, but asks for something impossible.
  public static RefusedException badRequest(String code, String title, String detail) {
    return refused(BAD_REQUEST, code, title, detail, List.of());
  }

  private static RefusedException refused(
      int status, String code, String title, String detail, List<String> findings) {
    return new RefusedException(Problem.of(status, code, title, detail, findings));
  }
}
