# Sets JAVA_HOME to a JDK 25 or newer: the one given, the one on the path, else the first in the usual places.
# Sourced by ./strongroom and ./dev.

jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] &&
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  local path_javac candidate major
  path_javac=$(command -v javac 2>/dev/null || true)
  [ -n "$path_javac" ] && path_javac=$(dirname "$(dirname "$(readlink -f "$path_javac")")")
  for candidate in "${JAVA_HOME:-}" "$path_javac" /usr/lib/jvm/* /opt/* /usr/local/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$candidate" ] || continue
    major=$(jdk_major "$candidate" || true)
    if [ -n "$major" ] && [ "$major" -ge 25 ]; then
      export JAVA_HOME=$candidate
      return 0
    fi
  done
  echo "strongroom: needs a JDK 25 or newer and found none; install one (Temurin 25, say) or set JAVA_HOME [jdk.missing]" >&2
  exit 2
}

need_maven() {
  # Maven 3.8's own libraries use Unsafe; a JDK 25 would warn on every run.
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
  command -v mvn >/dev/null 2>&1 && return 0
  echo "strongroom: needs Maven 3.8 or newer on the path; install your system's package 'maven' [maven.missing]" >&2
  exit 2
}
