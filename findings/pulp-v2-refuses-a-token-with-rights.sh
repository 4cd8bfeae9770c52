#!/bin/sh
# Pulp (pulpcore 3.123.1 and pulp-container 2.30.0 of PyPI, PostgreSQL of Debian): GET /v2/ lets in whoever brings a token that permits
# nothing, and refuses the same account's token that permits to list the repositories, with which the list itself is given. Nothing of the
# refusal says that the token is too good. Who tries a token at /v2/ before using it takes a right one for a wrong one.
# Takes one to three minutes: a database is made.
#
# Seen (status for a token of the administrator):
#   /v2/, permits nothing:        200
#   /v2/, permits the list:       401 insufficient_scope
#   /v2/_catalog, with that one:  200
set -eu
folder=$(mktemp -d)
trap 'kill $(cat "$folder"/api.pid 2>/dev/null) 2>/dev/null || true; sleep 2; kill -INT $(head -1 "$folder"/database/data/postmaster.pid 2>/dev/null) 2>/dev/null || true; sleep 2; rm -rf "$folder"' EXIT
programs=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet pulpcore==3.123.1 pulp-container==2.30.0
port=$((20000 + $$ % 10000))
# PostgreSQL never runs as root.
as=
chmod 755 "$folder"
mkdir "$folder/database"
if [ "$(id -u)" = 0 ]; then
    as="setpriv --reuid=65534 --regid=65534 --clear-groups"
    chown 65534:65534 "$folder/database"
fi
cd "$folder"
$as "$programs/initdb" -D "$folder/database/data" -U pulp -A trust -E UTF8 --locale=C --no-sync > /dev/null
$as "$programs/postgres" -D "$folder/database/data" -k "$folder/database" -c listen_addresses= -c fsync=off > "$folder/log" 2>&1 &
for _ in $(seq 30); do "$programs/pg_isready" -q -h "$folder/database" -U pulp && break; sleep 1; done
"$programs/createdb" -h "$folder/database" -U pulp pulp
openssl ecparam -genkey -name prime256v1 -noout -out private.pem
openssl ec -in private.pem -pubout -out public.pem 2> /dev/null
openssl rand -base64 -out database.key 32
cat > settings.py <<CONF
SECRET_KEY = "none"
CONTENT_ORIGIN = "http://127.0.0.1:$port"
TOKEN_SERVER = CONTENT_ORIGIN + "/token/"
TOKEN_SIGNATURE_ALGORITHM = "ES256"
PRIVATE_KEY_PATH = "$folder/private.pem"
PUBLIC_KEY_PATH = "$folder/public.pem"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "pulp", "USER": "pulp", "HOST": "$folder/database"}}
DB_ENCRYPTION_KEY = "$folder/database.key"
DEPLOY_ROOT = MEDIA_ROOT = WORKING_DIRECTORY = FILE_UPLOAD_TEMP_DIR = "$folder"
STATIC_ROOT = "$folder/static"
CACHE_ENABLED = ANALYTICS = False
CONF
export PULP_SETTINGS="$folder/settings.py" PATH="$folder/python/bin:$PATH"
pulpcore-manager migrate --noinput > "$folder/log" 2>&1
pulpcore-manager reset-admin-password --password none > "$folder/log" 2>&1
pulpcore-api --workers 1 --bind "127.0.0.1:$port" > "$folder/log" 2>&1 &
echo $! > api.pid
registry=http://127.0.0.1:$port
for _ in $(seq 60); do curl -s -o /dev/null "$registry/v2/" && break; sleep 2; done
token() { curl -s -u admin:none "$registry/token/?service=127.0.0.1:$port&scope=$1" | sed 's/.*"token":"\([^"]*\)".*/\1/'; }
said() { curl -s -i -H "Authorization: Bearer $1" "$registry$2" | tr -d '\r' | sed -n 's/^HTTP[^ ]* \([0-9]*\).*/\1/p; s/.*error="\([a-z_]*\)".*/\1/p' | tr '\n' ' ' | sed 's/ $//'; }
nothing=$(said "$(token '')" /v2/)
list=$(token 'registry:catalog:*')
right=$(said "$list" /v2/) catalog=$(said "$list" /v2/_catalog)
echo "/v2/, permits nothing:        $nothing"
echo "/v2/, permits the list:       $right"
echo "/v2/_catalog, with that one:  $catalog"
[ "$nothing" = 200 ] && [ "$right" = "401 insufficient_scope" ] && [ "$catalog" = 200 ]
