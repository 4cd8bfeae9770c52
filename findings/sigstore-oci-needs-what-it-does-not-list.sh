#!/bin/sh
# @sigstore/oci 0.6.0 (npm), which attaches signatures and attestations to images, uses promise-retry and does not list it among its
# dependencies. Where another package of the same folder brings promise-retry nobody sees that; alone the library does not load. So
# who installs it alone, to attach something to an image, installs promise-retry beside it.
#
# Seen:
#   alone: Cannot find module 'promise-retry'
#   with promise-retry 2.0.1: loads
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
load() {
  node -e "try { require('@sigstore/oci'); console.log('loads') } catch (problem) { console.log(problem.message.split('\n')[0]) }"
}
npm install --silent --no-save @sigstore/oci@0.6.0
seen="alone: $(load)"
npm install --silent --no-save @sigstore/oci@0.6.0 promise-retry@2.0.1
seen="$seen
with promise-retry 2.0.1: $(load)"
echo "$seen"
test "$seen" = "alone: Cannot find module 'promise-retry'
with promise-retry 2.0.1: loads"
