#!/usr/bin/env bash
# Makes the environment .venv at the root.
#   tools/setup.sh run     what serving needs, and the font that is served
#   tools/setup.sh test    that, the tools of development, Chromium and a CJK font
#   tools/setup.sh spark   into that environment, what a build on Spark needs; Java must be there
# Every package is pinned with its hashes; Python's own venv and pip are enough.
set -euo pipefail
cd "$(dirname "$0")/.."

say()  { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

install_debian() {  # what for, packages...: installs when root, else says the one line to type
    local reason=$1; shift
    command -v apt-get >/dev/null || stop "$reason is missing, and there is no apt-get: please install $* by the means of this system."
    [ "$(id -u)" -eq 0 ] || stop "$reason is missing; please type: sudo apt-get update && sudo apt-get install -y $*"
    say "Installing $* ..."
    local log; log=$(mktemp)
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } </dev/null >"$log" 2>&1 \
        || { tail -n 20 "$log" >&2; stop "$reason could not be installed with: apt-get install $*"; }
    rm -f "$log"
}

find_python() {  # python3.11 before python3: the first that runs and is new enough
    local name
    for name in ${PYTHON:-python3.11 python3}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$name"; return; fi
    done
    stop "Python 3.11 is needed, and ${PYTHON:-python3} is $("${PYTHON:-python3}" -V 2>/dev/null || echo missing): install it, or name it with make PYTHON=/path/to/python3.11."
}

make_venv() {
    if .venv/bin/python -c 'import pip' 2>/dev/null; then return; fi
    local python; python=$(find_python)
    say "Making .venv with $("$python" -V) ..."
    rm -rf .venv
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then  # Debian keeps venv in a package of its own
        local version; version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        install_debian "Python's venv" "$version"
    fi
    "$python" -m venv .venv || { rm -rf .venv; stop "$python -m venv .venv failed."; }
}

install_pinned() {  # requirements file
    say "Installing the pinned packages of $1 (about half a minute) ..."
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes --requirement "$1"
    # The project itself: its own code is used in place, and nothing is fetched for it.
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-deps --no-build-isolation --editable .
}

install_browser() {
    local name missing=()
    for name in "${COCKPIT_CHROMIUM:-chromium}" chromium-browser google-chrome ""; do
        if [ -z "$name" ]; then missing+=(chromium); break; fi
        if command -v "$name" >/dev/null; then break; fi
    done
    # Without a CJK font a picture shows boxes where Chinese should stand.
    if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=zh)" ]; then missing+=(fontconfig fonts-noto-cjk); fi
    # The driver of the browser tests is a Node.js of its own, and it wants this library.
    .venv/bin/playwright --version >/dev/null 2>&1 || missing+=(libatomic1)
    [ ${#missing[@]} -eq 0 ] || install_debian "What the browser tests need" "${missing[@]}"
}

fetch_fonts() {  # served by ourselves, so that letters are the same on every screen; without them the system's own do
    .venv/bin/python tools/fonts.py || true
}

case "${1:-}" in
    run)  make_venv; install_pinned requirements.txt; fetch_fonts; touch .venv/ready-to-run ;;
    test) make_venv; install_pinned requirements-dev.txt; install_browser; fetch_fonts; touch .venv/ready-to-run .venv/ready-to-test ;;
    spark)
        command -v java >/dev/null || install_debian "Java, which Spark runs on," openjdk-17-jre-headless
        make_venv; install_pinned requirements-spark.txt; touch .venv/ready-for-spark ;;
    *)    say "usage: tools/setup.sh run|test|spark"; exit 2 ;;
esac
