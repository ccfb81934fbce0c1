# Sourced by ./test: what tests need beyond the packages. Each step is said; what cannot be had is said too.
# LINGTAI_MISSING collects it, so that the proofs may accept a skipped test only where something is missing.

# What stumbles over the network once may go well the next time.
again() {
  local pause
  for pause in 5 20 0; do
    "$@" && return
    [ "$pause" = 0 ] || { say "$1 failed; trying again in $pause s"; sleep "$pause"; }
  done
  return 1
}

python_tools() {
  local venv=$tools/venv wanted python=''
  wanted=$(cksum <"$root/tools/python-requirements.txt")
  export LINGTAI_PYTHON=$venv/bin/python
  if [ -x "$LINGTAI_PYTHON" ] && [ "$(cat "$tools/venv.stamp" 2>/dev/null)" = "$wanted" ]; then
    "$LINGTAI_PYTHON" -c 'import astropy' && echo 'present in .tools/venv' && return
  fi
  python=$(command -v python3) && "$python" -c 'import ensurepip' 2>/dev/null ||
    { can_apt && apt_install python3 python3-venv && python=$(command -v python3); } ||
    { say 'python3 with venv is needed for the tests: install python3-venv'; return 1; }
  rm -f "$tools/venv.stamp"
  if ! "$LINGTAI_PYTHON" -c '' 2>/dev/null; then
    say 'creating .tools/venv'
    "$python" -m venv --clear "$venv" || return 1
  fi
  say 'installing tools/python-requirements.txt into .tools/venv (once)'
  again "$LINGTAI_PYTHON" -m pip install --quiet --disable-pip-version-check --no-input -r "$root/tools/python-requirements.txt" || return 1
  printf '%s\n' "$wanted" >"$tools/venv.stamp"
  echo 'installed into .tools/venv'
}

can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
  say "apt-get install $*"
  { again apt-get update -q && DEBIAN_FRONTEND=noninteractive again apt-get install -q -y --no-install-recommends "$@"; } </dev/null >"$tools/apt.log" 2>&1 ||
    { tail -n 5 "$tools/apt.log" >&2; say "apt-get could not install $*; all its messages: .tools/apt.log"; return 1; }
}

find_chromium() {
  local name
  for name in "${LINGTAI_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && name=$(command -v "$name") && export LINGTAI_CHROMIUM=$name && return
  done
  unset LINGTAI_CHROMIUM
  return 1
}
find_xmllint() { command -v xmllint >/dev/null; }
find_stilts() { command -v stilts >/dev/null; }
find_cjk_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh family)" ]; }

# A Java that runs Trino's parser and compiles the program that calls it.
find_java() {
  local java version
  for java in "${LINGTAI_JAVA:-}" ${JAVA_HOME:+"$JAVA_HOME/bin/java"} "$(command -v java)" /usr/lib/jvm/*/bin/java; do
    [ -x "$java" ] || continue
    version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
    [[ $version =~ ^[0-9]+$ ]] && [ "$version" -ge 17 ] && "$java" --list-modules | grep -q '^jdk\.compiler' &&
      export LINGTAI_JAVA=$java && return
  done
  unset LINGTAI_JAVA
  return 1
}
find_maven() { command -v mvn >/dev/null; }

# A PostgreSQL of another version than the embedded one. Where there is none, the tests of stores by URL use the embedded
# one's binaries: none is skipped. The tests start it themselves: no cluster of the system is made.
find_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
without_postgresql_cluster() {
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    { mkdir -p /etc/postgresql-common && printf 'create_main_cluster = false\n' >/etc/postgresql-common/createcluster.conf; }
}

# The jars of packages/engine-trino/java/pom.xml.
trino_parser() {
  local pom=$root/packages/engine-trino/java/pom.xml jars=$tools/trino-parser wanted
  find_java || return 1
  wanted=$(cksum <"$pom")
  if [ "$(cat "$tools/trino-parser.stamp" 2>/dev/null)" != "$wanted" ] || [ ! -d "$jars" ]; then
    find_maven || return 1
    say "fetching Trino's parser into .tools (once)"
    rm -rf "$jars" "$tools/trino-parser.stamp"
    again mvn -q -B -f "$pom" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
      -DoutputDirectory="$jars" </dev/null >"$tools/mvn.log" 2>&1 ||
      { tail -n 5 "$tools/mvn.log" >&2; say 'Maven could not fetch it; all its messages: .tools/mvn.log'; return 1; }
    printf '%s\n' "$wanted" >"$tools/trino-parser.stamp"
  fi
  export LINGTAI_TRINO_PARSER=$jars
}

# Chromium, a Chinese font, xmllint, STILTS, PostgreSQL and Trino's parser, through apt-get where that is possible.
system_tools() {
  local packages=() missing=()
  printf "\n== browser, Chinese font, xmllint, STILTS, PostgreSQL, Trino's parser\n"
  find_chromium || packages+=(chromium)
  find_cjk_font || packages+=(fontconfig fonts-noto-cjk)
  find_xmllint || packages+=(libxml2-utils)
  find_stilts || packages+=(stilts)
  find_postgresql || { packages+=(postgresql); ! can_apt || without_postgresql_cluster; }
  find_java || packages+=(default-jdk-headless)
  find_maven || [ -e "$tools/trino-parser.stamp" ] || packages+=(maven)
  [ ${#packages[@]} = 0 ] || { can_apt && apt_install "${packages[@]}"; }
  find_chromium && printf 'browser: %s\n' "$LINGTAI_CHROMIUM" || missing+=('chromium')
  find_cjk_font || missing+=('a Chinese font (fonts-noto-cjk)')
  find_xmllint || missing+=('xmllint (libxml2-utils)')
  find_stilts || missing+=('STILTS (stilts)')
  trino_parser || missing+=("Trino's parser (a JDK of 17 or later, maven)")
  [ -d "${LINGTAI_SHARED:-../shared}" ] || missing+=("the shared data folder ${LINGTAI_SHARED:-../shared}")
  local IFS=';'
  export LINGTAI_MISSING="${missing[*]-}"
  if [ -n "$LINGTAI_MISSING" ]; then echo "missing, tests that need it are skipped: $LINGTAI_MISSING"; else echo 'all present'; fi
}
