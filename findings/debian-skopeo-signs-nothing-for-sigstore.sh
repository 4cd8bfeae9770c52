#!/bin/sh
# Debian 12's skopeo 1.9.3 has `copy --sign-by-sigstore-private-key` in its help and does not sign: a change of Debian's own leaves that
# out. It says so only after the image was copied, so the image is there, unsigned, and the command has failed. Who looks for a tool of
# Debian that writes cosign's signatures has none in it.
#
# Seen:
#   help: --sign-by-sigstore-private-key PATH
#   copy: ended with 1, Debian-local change: sigstore disabled
#   in the registry: "Tags":["1.0"]
set -eu
folder=$(mktemp -d)
registry=
trap 'kill $registry 2> /dev/null; rm -rf "$folder"' EXIT
cd "$folder"
command -v skopeo > /dev/null && command -v docker-registry > /dev/null || apt-get install --yes --no-install-recommends skopeo docker-registry > /dev/null
case $(skopeo --version) in *" 1.9.3") ;; *) echo "this is another skopeo: $(skopeo --version)"; exit 1 ;; esac
port=$(python3 -c 'import socket; one = socket.socket(); one.bind(("127.0.0.1", 0)); print(one.getsockname()[1])')
printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: %s/kept}}\nhttp: {addr: "127.0.0.1:%s"}\n' "$folder" "$port" > registry.yml
docker-registry serve registry.yml > log 2>&1 &
registry=$!
for _ in $(seq 50); do grep -q 'listening on' log && break; sleep 0.1; done
mkdir -p from/blobs/sha256 configured
put() {
  printf '%s' "$1" > content
  hash=$(sha256sum content | cut -d ' ' -f 1)
  mv content "from/blobs/sha256/$hash"
}
put '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}'
config='{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:'$hash'","size":90}'
config=$(printf '%s' "$config" | sed "s/\"size\":90/\"size\":$(wc -c < "from/blobs/sha256/$hash" | tr -d ' ')/")
put '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":'"$config"',"layers":[]}'
size=$(wc -c < "from/blobs/sha256/$hash" | tr -d ' ')
echo '{"imageLayoutVersion":"1.0.0"}' > from/oci-layout
echo '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:'"$hash"'","size":'"$size"'}]}' > from/index.json
# The key is never read.
echo key > key
printf secret > secret
printf 'default-docker:\n  use-sigstore-attachments: true\n' > configured/default.yaml
help=$(skopeo copy --help | grep -o -e '--sign-by-sigstore-private-key PATH')
status=0
said=$(skopeo --insecure-policy --registries.d configured copy --sign-by-sigstore-private-key key --sign-passphrase-file secret \
  --dest-tls-verify=false oci:from "docker://127.0.0.1:$port/team/app:1.0" 2>&1) || status=$?
seen="help: $help
copy: ended with $status, $(echo "$said" | grep -o 'Debian-local change: sigstore disabled' | head -n 1)
in the registry: $(skopeo list-tags --tls-verify=false "docker://127.0.0.1:$port/team/app" | tr -d ' \n' | grep -o '"Tags":.*' | tr -d '}')"
echo "$seen"
test "$seen" = "help: --sign-by-sigstore-private-key PATH
copy: ended with 1, Debian-local change: sigstore disabled
in the registry: \"Tags\":[\"1.0\"]"
