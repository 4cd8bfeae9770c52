# Which page may read: nginx keeps the origin of a page that is in this list, and nothing of any other.
nginx['custom_nginx_config'] = <<~'NGINX'
  map $http_origin $registry_cors_origin {
    default "";
    "{{each_page_origin}}" $http_origin;
  }
NGINX

# The registry's own server. Its one location adds no header of its own, so these reach every answer, errors included.
registry_nginx['custom_gitlab_server_config'] = <<~'NGINX'
  # The registry's own CORS headers, should it have any: two origins are as bad as none.
  proxy_hide_header Access-Control-Allow-Origin;
  proxy_hide_header Access-Control-Allow-Credentials;
  proxy_hide_header Access-Control-Allow-Methods;
  proxy_hide_header Access-Control-Allow-Headers;
  proxy_hide_header Access-Control-Expose-Headers;
  proxy_hide_header Access-Control-Max-Age;
  # A header whose value is empty is not sent: other pages get none.
  add_header Access-Control-Allow-Origin $registry_cors_origin always;
  add_header Access-Control-Allow-Methods "{{methods}}" always;
  add_header Access-Control-Allow-Headers "Authorization, Accept, Content-Type, If-None-Match, Range" always;
  add_header Access-Control-Expose-Headers "WWW-Authenticate, Docker-Content-Digest, Link, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, OCI-Filters-Applied, Date" always;
  add_header Access-Control-Max-Age 7200 always;
  add_header Vary Origin always;
  # A browser's OPTIONS carries no password, so it is answered before the registry sees it.
  if ($request_method = OPTIONS) {
    return 204;
  }
NGINX

# GitLab itself makes the tokens, at another origin than the registry's, and has no CORS there either.
nginx['custom_gitlab_server_config'] = <<~'NGINX'
  location = /jwt/auth {
    proxy_hide_header Access-Control-Allow-Origin;
    proxy_hide_header Access-Control-Allow-Credentials;
    add_header Access-Control-Allow-Origin $registry_cors_origin always;
    add_header Access-Control-Allow-Methods "GET, HEAD, OPTIONS" always;
    add_header Access-Control-Allow-Headers "Authorization, Accept, Content-Type" always;
    add_header Access-Control-Expose-Headers "WWW-Authenticate, Retry-After, RateLimit-Limit, RateLimit-Remaining, Date" always;
    add_header Access-Control-Max-Age 7200 always;
    add_header Vary Origin always;
    if ($request_method = OPTIONS) {
      return 204;
    }
    # As GitLab's own locations do; its proxy_set_header lines hold here too.
    proxy_cache off;
    proxy_pass http://gitlab-workhorse;
  }
NGINX
