#!/bin/sh
# Lets the docker of this machine trust the authority that signed the registry's certificate. As root, with its file:
#   sh ca.sh authority.crt
set -eu

authority=${1:?'the file of the authority, in PEM form'}

# Not a key, and not a certificate in another form: docker reads PEM alone.
if ! grep -q -e '-----BEGIN CERTIFICATE-----' "$authority"; then
  echo "$authority is no certificate in PEM form" >&2
  exit 1
fi

# The folder has the registry's name as it stands in "docker pull", with the port where it has one.
folder='/etc/docker/certs.d/{{registry_host}}'
mkdir -p "$folder"

# The ending counts: .crt is an authority; .cert and .key would be this machine's own certificate.
cp "$authority" "$folder/ca.crt"
chmod 644 "$folder/ca.crt"
