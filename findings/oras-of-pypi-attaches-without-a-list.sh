#!/bin/sh
# oras 0.2.43 of PyPI (the library for Python, not the command line) pushes an artifact that names an image as its subject, and stops
# there. Where a registry does not answer with OCI-Subject, the distribution specification 1.1 wants the client to add the artifact to the
# list behind the tag sha256-<digest of the image>; it adds it nowhere, so on Distribution 2.8 nobody who knows the image finds what was
# attached. Nor can one name an artifact type: the manifest has none, and its configuration is of the type
# application/vnd.unknown.config.v1+json, which is then what lists of referrers call it.
#
# Seen, on Distribution 2.8.2:
#   answered: 201, OCI-Subject: None
#   tags: ['sbom']
#   subject: yes, artifactType: None, configuration: application/vnd.unknown.config.v1+json
set -eu
folder=$(mktemp -d)
registry=
trap 'kill $registry 2> /dev/null; rm -rf "$folder"' EXIT
cd "$folder"
command -v docker-registry > /dev/null || apt-get install --yes --no-install-recommends docker-registry > /dev/null
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check oras==0.2.43
port=$(python3 -c 'import socket; one = socket.socket(); one.bind(("127.0.0.1", 0)); print(one.getsockname()[1])')
printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: %s/kept}}\nhttp: {addr: "127.0.0.1:%s"}\n' "$folder" "$port" > registry.yml
docker-registry serve registry.yml > log 2>&1 &
registry=$!
for _ in $(seq 50); do grep -q 'listening on' log && break; sleep 0.1; done
echo '{"spdxVersion": "SPDX-2.3"}' > sbom.spdx.json
seen=$(python/bin/python - "127.0.0.1:$port" << 'END'
import sys, oras.client, oras.oci, requests

registry = sys.argv[1]
client = oras.client.OrasClient(hostname=registry, insecure=True)
image = oras.oci.Subject(mediaType="application/vnd.oci.image.manifest.v1+json", digest="sha256:" + "1" * 64, size=7)
answer = client.push(target=f"{registry}/team/app:sbom", files=["sbom.spdx.json:application/spdx+json"], subject=image, quiet=True)
print(f"answered: {answer.status_code}, OCI-Subject: {answer.headers.get('OCI-Subject')}")
print(f"tags: {requests.get(f'http://{registry}/v2/team/app/tags/list').json()['tags']}")
accept = {"Accept": "application/vnd.oci.image.manifest.v1+json"}
pushed = requests.get(f"http://{registry}/v2/team/app/manifests/sbom", headers=accept).json()
named = "yes" if pushed["subject"]["digest"] == image.digest else "no"
print(f"subject: {named}, artifactType: {pushed.get('artifactType')}, configuration: {pushed['config']['mediaType']}")
END
)
echo "$seen"
test "$seen" = "answered: 201, OCI-Subject: None
tags: ['sbom']
subject: yes, artifactType: None, configuration: application/vnd.unknown.config.v1+json"
