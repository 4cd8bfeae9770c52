#!/bin/sh
# CNCF Distribution 2.8.2 with tokens (Debian's docker-registry 2.8.2+ds1-1): whoever may push may begin an upload and go on with it, and may
# not take it back. DELETE of the address that POST gave wants the right `delete` of the repository, which is asked for in the challenge; a
# token for `pull,push` alone gets 401 insufficient_scope. The upload stays, with what was sent, until the registry's own purge of old
# uploads (168 hours by default). So a client that wants to leave nothing behind after a mount that became an upload (202) needs a right to
# delete for something that it has just begun itself.
#
# Seen:
#   a token for pull,push:        POST 202, PATCH 202, DELETE 401 delete
#   a token for pull,push,delete: POST 202, PATCH 202, DELETE 204
set -eu
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; rm -rf "$folder"' EXIT
(cd "$folder" && apt-get download docker-registry=2.8.2+ds1-1 > /dev/null 2>&1)
dpkg -x "$folder"/docker-registry_*.deb "$folder/package"
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet pyjwt==2.10.1 cryptography==44.0.0
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=issuer -days 2 -keyout "$folder/key" -out "$folder/certificate" 2> /dev/null
port=$((20000 + $$ % 10000))
cat > "$folder/config.yml" <<CONF
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $folder/storage}, delete: {enabled: true}}
http: {addr: "127.0.0.1:$port"}
auth: {token: {realm: "http://127.0.0.1/token", service: registry, issuer: issuer, rootcertbundle: $folder/certificate}}
CONF
"$folder/package/usr/bin/docker-registry" serve "$folder/config.yml" > "$folder/log" 2>&1 &
echo $! > "$folder/pid"
for _ in 1 2 3 4 5 6 7 8 9 10; do curl -s -o /dev/null "http://127.0.0.1:$port/v2/" && break; sleep 0.5; done

# A token for some actions on the repository "a".
token() {
    "$folder/python/bin/python" - "$folder" "$@" <<'PYTHON'
import base64, sys, time
import jwt
folder, *actions = sys.argv[1:]
lines = open(f"{folder}/certificate").read().splitlines()
certificate = "".join(line for line in lines if not line.startswith("-----"))
now = int(time.time())
claims = {"iss": "issuer", "sub": "somebody", "aud": "registry", "iat": now, "nbf": now - 10, "exp": now + 300, "jti": "1",
          "access": [{"type": "repository", "name": "a", "actions": actions}]}
print(jwt.encode(claims, open(f"{folder}/key").read(), algorithm="RS256", headers={"x5c": [certificate]}))
PYTHON
}
# What begins an upload, goes on with it, and takes it back: the statuses, and which right the last one wants where it is refused.
statuses() {
    bearer="Authorization: Bearer $1"
    curl -s -D "$folder/head" -o /dev/null -X POST -H "$bearer" "http://127.0.0.1:$port/v2/a/blobs/uploads/"
    post=$(awk 'NR == 1 { print $2 }' "$folder/head")
    place=$(tr -d '\r' < "$folder/head" | awk 'tolower($1) == "location:" { print $2 }')
    curl -s -D "$folder/head" -o /dev/null -X PATCH -H "$bearer" -H "Content-Type: application/octet-stream" -d abc "$place"
    patch=$(awk 'NR == 1 { print $2 }' "$folder/head")
    place=$(tr -d '\r' < "$folder/head" | awk 'tolower($1) == "location:" { print $2 }')
    curl -s -D "$folder/head" -o /dev/null -X DELETE -H "$bearer" "$place"
    delete=$(awk 'NR == 1 { print $2 }' "$folder/head")
    wants=$(tr -d '\r' < "$folder/head" | sed -n 's/.*scope="repository:a:\([a-z,]*\)".*/ \1/p')
    echo "POST $post, PATCH $patch, DELETE $delete$wants"
}
pushing=$(statuses "$(token pull push)") deleting=$(statuses "$(token pull push delete)")
echo "a token for pull,push:        $pushing"
echo "a token for pull,push,delete: $deleting"
[ "$pushing" = "POST 202, PATCH 202, DELETE 401 delete" ] && [ "$deleting" = "POST 202, PATCH 202, DELETE 204" ]
