#!/usr/bin/env bash
# Known weaknesses of the packages that we depend on, as their registry tells them. A registry that tells nothing is said,
# not counted: exit code 1 only when a weakness of level `high` or above is known.
set -uo pipefail
unset CDPATH
cd -P "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
root=$PWD
# shellcheck source=tools/bootstrap.sh
. "$root/tools/bootstrap.sh"
find_pnpm
PATH="${node%/*}:$PATH" exec "$node" tools/audit.ts "$pnpm" "$@"
