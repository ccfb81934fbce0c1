# Sourced by ./lingtai and ./test with $root set: makes sure that Node, pnpm and the packages are there and sets $node.
# All progress goes to stderr. When the stamp fits, this costs a few milliseconds and writes nothing.

node_version=24.21.0
pnpm_version=12.21.0
tools=$root/.tools

say() { printf 'lingtai: %s\n' "$*" >&2; }
give_up() { say "$1"; say "$2"; exit 1; }

# What the installation depends on: the versions above, the lock file, every package.json, the node binary in use.
digest_of() {
  { printf '%s %s\n' "$node_version" "$pnpm_version"
    ls -lLd "$1"
    cat "$root"/pnpm-lock.yaml "$root"/pnpm-workspace.yaml "$root"/package.json \
      "$root"/{packages,services,apps}/*/package.json "$root"/{conformance,bench,tools}/package.json
  } 2>/dev/null | cksum
}

# The stamp: the digest, then the node binary (relative to the tree when it lies in it, so that the tree may move).
ready() {
  local digest
  [ -e "$root/node_modules/.modules.yaml" ] || return 1
  { read -r digest && read -r node; } 2>/dev/null <"$tools/stamp" || return 1
  [[ $node == /* ]] || node=$root/$node
  [ -x "$node" ] && [ "$digest" = "$(digest_of "$node")" ]
}

new_enough() {
  local major minor
  IFS=. read -r major minor _ <<<"${1#v}"
  [[ $major =~ ^[0-9]+$ && $minor =~ ^[0-9]+$ ]] && { ((major > 22)) || ((major == 22 && minor >= 18)); }
}

need_npm() {
  command -v npm >/dev/null && command -v node >/dev/null && return
  if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then
    say 'neither node nor npm found: apt-get install nodejs npm'
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nodejs npm; } >&2 </dev/null ||
      give_up 'apt-get could not install nodejs and npm; its messages stand above.' '无法用 apt-get 安装 nodejs 和 npm，原因见上文。'
    return
  fi
  give_up "Node >= 22.18 with npm is needed. Install it from your system's packages or https://nodejs.org and run this again." \
    '需要 Node >= 22.18 与 npm。请用系统软件包或 https://nodejs.org 安装后重试。'
}

# npm packages NAME@VERSION into .tools/NAME-VERSION, beside first and then moved: a half installation never counts.
install_tool() {
  local name=$1 version=$2 target=$tools/$1-$2 part=$tools/part
  need_npm
  say "installing $name $version into .tools (once)"
  rm -rf "$part" && mkdir -p "$part"
  (cd "$part" && printf '{"private":true,"allowScripts":{"%s":true}}\n' "$name" >package.json &&
    npm install --no-audit --no-fund --no-save --ignore-scripts=false "$name@$version" </dev/null >&2) &&
    "$part/node_modules/.bin/$name" --version >/dev/null 2>&1 ||
    give_up "npm could not install $name $version; its messages stand above. A network is needed the first time." \
      "npm 无法安装 $name ${version}，原因见上文。首次运行需要网络。"
  rm -rf "$target" && mv "$part" "$target"
}

find_node() {
  local found
  for found in "$tools/node-$node_version/node_modules/.bin/node" "$tools/node_modules/.bin/node" "$(command -v node || true)"; do
    [ -x "$found" ] && new_enough "$("$found" --version 2>/dev/null)" && node=$found && return
  done
  install_tool node "$node_version"
  node=$tools/node-$node_version/node_modules/.bin/node
}

find_pnpm() {
  local found
  for found in "$tools/pnpm-$pnpm_version/node_modules/.bin/pnpm" "$tools/node_modules/.bin/pnpm" "$(command -v pnpm || true)"; do
    [ -x "$found" ] && [ "$(cd / && "$found" --version 2>/dev/null)" = "$pnpm_version" ] && pnpm=$found && return
  done
  install_tool pnpm "$pnpm_version"
  pnpm=$tools/pnpm-$pnpm_version/node_modules/.bin/pnpm
}

install_all() {
  local pnpm='' digest
  rm -f "$tools/stamp"
  find_node
  find_pnpm
  digest=$(digest_of "$node")
  say 'installing the packages (pnpm install --frozen-lockfile)'
  (cd "$root" && PATH="${node%/*}:$PATH" CI=true "$pnpm" install --frozen-lockfile </dev/null >&2) ||
    give_up 'pnpm could not install the packages; its messages stand above.' 'pnpm 无法安装依赖包，原因见上文。'
  printf '%s\n%s\n' "$digest" "${node#"$root/"}" >"$tools/stamp.new" && mv "$tools/stamp.new" "$tools/stamp"
}

# One at a time. Where flock is missing (macOS), a directory with the owner's process id is the lock.
with_lock() {
  local owner
  mkdir -p "$tools" 2>/dev/null && [ -w "$tools" ] ||
    give_up "Packages are missing or old and $tools cannot be written. Run this once as the owner of the tree." \
      "依赖包缺失或过旧，且 $tools 不可写。请先以该目录的所有者运行一次。"
  if command -v flock >/dev/null; then
    exec 9>"$tools/lock"
    flock -n 9 || { say 'another command is installing; waiting for it' && flock 9; }
    ready || install_all 9>&-
    exec 9>&-
    return
  fi
  until mkdir "$tools/lock.d" 2>/dev/null; do
    owner=$(cat "$tools/lock.d/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$tools/lock.d"; else sleep 0.2; fi
  done
  echo $$ >"$tools/lock.d/pid"
  trap 'rm -rf "$tools/lock.d"' EXIT
  ready || install_all
  rm -rf "$tools/lock.d"
  trap - EXIT
}

node=
ready || with_lock
export NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE-$tools/compile-cache}
