#!/usr/bin/env bash
# Installs Debian's Chromium when it is missing and this user may; otherwise says what to install and fails.
set -euo pipefail
say() { echo "make: Chromium is missing and the browser tests need it; on Debian: apt-get install chromium" >&2; exit 1; }
command -v apt-get >/dev/null || say
[ "$(id -u)" = 0 ] || say
echo "Installing Debian's Chromium (once) ..."
apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null || say
