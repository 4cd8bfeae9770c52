use super::*;

const GOOD: &str = r#"
<VirtualHost *:443>
  ServerName r.example
  SetEnvIf Origin "^(https://ui\.example)$" PAGE=$1
  Header onsuccess unset Access-Control-Allow-Origin
  Header always set Access-Control-Allow-Origin "%{PAGE}e" env=PAGE
  Header always set Access-Control-Allow-Methods "GET, HEAD, OPTIONS, DELETE" env=PAGE
  Header always set Access-Control-Allow-Headers "Authorization, Accept" env=PAGE
  Header always set Access-Control-Expose-Headers "WWW-Authenticate, Docker-Content-Digest, Link" env=PAGE
  Header always merge Vary Origin
  RewriteEngine On
  RewriteCond %{REQUEST_METHOD} =OPTIONS
  RewriteRule ^ - [R=204,L]
  <Location /v2>
    AuthType Basic
    AuthName "Registry"
    AuthUserFile /etc/apache2/htpasswd
    Require valid-user
  </Location>
  ProxyPass /v2 http://127.0.0.1:5000/v2
</VirtualHost>
"#;

#[track_caller]
fn host(name: &str, inside: &str, expected: &[&str]) {
    check(
        Kind::Httpd,
        name,
        &format!("<VirtualHost *:443>\n{inside}\nProxyPass /v2 http://r:5000/v2\n</VirtualHost>\n"),
        expected,
    );
}

#[test]
fn right_ones() {
    fine(Kind::Httpd, "whole", GOOD);
    let set = "Header always set Access-Control-Allow-Origin https://ui.example\n";
    for rest in [
        "<LimitExcept OPTIONS>\n Require valid-user\n</LimitExcept>",
        "<Limit GET HEAD DELETE>\n Require valid-user\n</Limit>",
        "<RequireAny>\n Require method OPTIONS\n Require valid-user\n</RequireAny>",
        "<If \"%{REQUEST_METHOD} != 'OPTIONS'\">\n Require valid-user\n</If>",
        "Include cors.conf\nRequire valid-user",
        "Require all granted",
    ] {
        host(rest, &format!("{set}{rest}"), &[]);
    }
    host(
        "two pages",
        "SetEnvIf Origin \"^https://(ui|b)\\.example$\" O=$0\nHeader always set Access-Control-Allow-Origin %{O}e env=O",
        &[],
    );
}

#[test]
fn headers() {
    host(
        "always",
        "  Header set Access-Control-Allow-Origin \"https://ui.example\"\n  Header onsuccess set Access-Control-Expose-Headers *\n  Header set Access-Control-Allow-Methods GET",
        &[
            "2:10 NotOnErrors(Httpd) -> Header always set Access-Control-Allow-Origin \"https://ui.example\"",
            "3:20 NotOnErrors(Httpd) -> Header always set Access-Control-Expose-Headers *",
        ],
    );
    host(
        "always, with a preflight of its own",
        "RewriteCond %{REQUEST_METHOD} OPTIONS\nRewriteRule ^ - [R=204]\nHeader set Access-Control-Allow-Headers Authorization",
        &["4:8 NotOnErrors(Httpd) -> Header always set Access-Control-Allow-Headers Authorization"],
    );
    host(
        "both tables",
        "Header set Access-Control-Allow-Origin *\nHeader always set Access-Control-Allow-Origin *",
        &["3:1 OriginTwice"],
    );
    host(
        "added twice",
        "Header always add Access-Control-Allow-Origin https://ui.example\nHeader always add Access-Control-Allow-Origin https://b.example",
        &["3:47 OriginTwice"],
    );
    host(
        "on the request",
        "RequestHeader set Access-Control-Allow-Origin *",
        &["2:1 HeaderOfRequest -> Header always set Access-Control-Allow-Origin *"],
    );
    host(
        "misspelt, any with credentials",
        "header always set Access-Control-Allow-Origins *\nHeader always set Access-Control-Allow-Credentials true",
        &[
            "2:19 HeaderMisspelt -> header always set Access-Control-Allow-Origin https://ui.example",
            "2:48 WildcardWithCredentials -> header always set Access-Control-Allow-Origin https://ui.example",
        ],
    );
}

#[test]
fn origins() {
    host(
        "expression",
        "SetEnvIf Origin \"^(https://b\\.example)$\" O=$1",
        &["2:18 OriginOfAnother -> SetEnvIf Origin \"^(https://ui\\.example)$\" O=$1"],
    );
    host(
        "expression with a slash",
        "SetEnvIf Origin \"^https://ui\\.example/$\" O=$0",
        &["2:18 OriginMalformed(TrailingSlash) -> SetEnvIf Origin \"^https://ui\\.example$\" O=$0"],
    );
    host(
        "no scheme",
        "Header always set Access-Control-Allow-Origin ui.example",
        &["2:47 OriginMalformed(NoScheme) -> Header always set Access-Control-Allow-Origin https://ui.example"],
    );
}

#[test]
fn preflights() {
    host(
        "nothing answers",
        "Header always set Access-Control-Allow-Origin *\n<Location /v2>\n  AuthType Basic\n  Require valid-user\n</Location>",
        &[
            "5:3 OptionsBehindAuth(Httpd) +2 RewriteEngine On\nRewriteCond %{REQUEST_METHOD} =OPTIONS\nRewriteRule ^ - [R=204,L]",
        ],
    );
}
