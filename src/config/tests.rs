//! Files as administrators write them.

use super::*;

pub(super) const FULL: &str = r##"{
    "$schema": "./config.schema.json",
    "title": "Acme images",
    "registries": [
        {
            "url": "https://r.example/", "name": "Production", "realm": "https://auth.example/token", "catalog": "list",
            "repositories": ["team/app", "team/web"], "pullHost": "pull.example:5000", "readOnly": true
        },
        {"url": "localhost:5000", "catalog": "off"},
        {"url": "docker.io"}
    ],
    "defaultRegistry": "r.example",
    "openOthers": false,
    "readOnly": false,
    "theme": "dark",
    "portals": ["https://Portal.example/", "http://localhost:8080"],
    "trust": [{"key": "k", "more": [null, true, 5], "name": "n", "repositories": ["*"]}],
    "protect": [{"repositories": ["*"], "tags": ["release-*"]}],
    "tidy": [{"name": "n", "repositories": ["*"], "untagged": true}]
}"##;

/// The problems of a file, one per line.
#[track_caller]
fn check(body: &str, problems: expect_test::Expect) -> Config {
    let (config, found) = Config::parse(body.as_bytes());
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    problems.assert_eq(&found.join("\n"));
    config
}

#[test]
fn everything_set() {
    let config = check(FULL, expect_test::expect![""]);
    assert_eq!(config.title.as_deref(), Some("Acme images"));
    assert_eq!((config.open_others, config.read_only, config.theme), (false, false, Theme::Dark));
    let hosts: Vec<String> = config.registries.iter().map(|entry| entry.host.to_string()).collect();
    assert_eq!(hosts, ["r.example", "http://localhost:5000", "docker.io"]);
    let entry = config.default_registry.as_ref().and_then(|host| config.entry(host)).expect("the default's entry");
    assert_eq!(entry.name.as_deref(), Some("Production"));
    assert_eq!(entry.realm.as_ref().map(Url::as_str), Some("https://auth.example/token"));
    assert_eq!(entry.catalog, CatalogMode::List);
    assert_eq!(entry.repositories.len(), 2);
    assert_eq!(entry.pull_host.as_deref(), Some("pull.example:5000"));
    assert_eq!(Config::parse(config.to_json().as_bytes()), (config, Vec::new()));
}

#[test]
fn the_file_that_is_written() {
    let config = check(FULL, expect_test::expect![""]);
    expect_test::expect![[r#"
        {
          "defaultRegistry": "r.example",
          "openOthers": false,
          "portals": [
            "https://portal.example",
            "http://localhost:8080"
          ],
          "protect": [
            {
              "repositories": [
                "*"
              ],
              "tags": [
                "release-*"
              ]
            }
          ],
          "readOnly": false,
          "registries": [
            {
              "catalog": "list",
              "name": "Production",
              "pullHost": "pull.example:5000",
              "readOnly": true,
              "realm": "https://auth.example/token",
              "repositories": [
                "team/app",
                "team/web"
              ],
              "url": "r.example"
            },
            {
              "catalog": "off",
              "url": "http://localhost:5000"
            },
            {
              "url": "docker.io"
            }
          ],
          "theme": "dark",
          "tidy": [
            {
              "name": "n",
              "repositories": [
                "*"
              ],
              "untagged": true
            }
          ],
          "title": "Acme images",
          "trust": [
            {
              "key": "k",
              "more": [
                null,
                true,
                5
              ],
              "name": "n",
              "repositories": [
                "*"
              ]
            }
          ]
        }
    "#]]
    .assert_eq(&config.to_json());
}

#[test]
fn nothing_set() {
    let nulls = r#"{"title":null,"registries":null,"defaultRegistry":null,"openOthers":null,"readOnly":null,"theme":null,"portals":null,"protect":null,"tidy":null}"#;
    for body in ["{}", nulls, r#"{"title":" "}"#, "\u{feff}{}\n"] {
        let config = check(body, expect_test::expect![""]);
        assert_eq!(config, Config::default());
    }
    assert_eq!(Config::default().to_json(), "{}\n");
}

#[test]
fn mistakes_cost_one_key() {
    let config = check(
        r#"{
            "titel": "x", "title": 7, "theme": "black", "openOthers": "no", "defaultRegistry": "https://r.example/team",
            "registries": [
                {"url": "r.example", "realm": "/token", "catalog": "never", "repositories": ["app", "App", 7], "port": 5000},
                {"url": "https://R.example/v2/"}, {"name": "x"}, {"url": "docker://x", "nmae": 1}, "s.example",
                {"url": "s.example", "realm": "https://me:secret@auth.example/", "pullHost": "two words", "repositories": "app"}
            ]
        }"#,
        expect_test::expect![[r#"
            titel: there is no such key
            title: expected a text, found 7
            theme: expected "system", "light" or "dark", found "black"
            openOthers: expected true or false, found "no"
            defaultRegistry: the registry address has a path after the host: /team
            registries[0].realm: expected an http or https address, found "/token"
            registries[0].catalog: expected "auto", "off" or "list", found "never"
            registries[0].repositories[1]: the part "App" of the repository name has upper-case letters
            registries[0].repositories[2]: expected a text, found 7
            registries[0].port: there is no such key
            registries[1]: it is listed twice
            registries[2].url: the key is missing
            registries[3].url: docker:// is not a scheme that a browser can talk to a registry with
            registries[3].nmae: there is no such key
            registries[4]: expected an object, found "s.example"
            registries[5].realm: the address contains a user name or a password
            registries[5].pullHost: expected a host without white space, found "two words"
            registries[5].repositories: expected a list, found "app""#]],
    );
    assert_eq!(config.registries.len(), 2);
    assert_eq!(config.registries[0].repositories.len(), 1);
    assert!(config.open_others);
}

#[test]
fn nothing_changes_anything_unless_the_file_says_so() {
    let host = RegistryHost::parse("r.example").expect("a registry");
    let other = RegistryHost::parse("s.example").expect("a registry");
    for (file, here, elsewhere) in [
        ("{}", true, true),
        ("not a configuration", true, true),
        (r#"{"readOnly": null}"#, true, true),
        (r#"{"readOnly": "false"}"#, true, true),
        (r#"{"readOnly": false}"#, false, false),
        (r#"{"registries": [{"url": "r.example", "readOnly": false}]}"#, false, true),
        (r#"{"readOnly": false, "registries": [{"url": "r.example", "readOnly": true}]}"#, true, false),
        (r#"{"readOnly": false, "registries": [{"url": "r.example", "readOnly": "yes"}]}"#, true, false),
        (r#"{"readOnly": false, "registries": [{"url": "r.example", "readOnly": null}]}"#, false, false),
    ] {
        let (config, _) = Config::parse(file.as_bytes());
        assert_eq!((config.is_read_only(&host), config.is_read_only(&other)), (here, elsewhere), "{file}");
    }
}

#[test]
fn portals_are_origins_and_nothing_more() {
    let config = check(
        r#"{"portals": ["https://a.example:443", "*", "null", "https://*.example", "https://a.example/portal", "a.example",
            "https://me@a.example", "https://a.example?x", "javascript:alert(1)", 7, "http://127.0.0.1:81"]}"#,
        expect_test::expect![[r#"
            portals[1]: expected an origin such as "https://portal.example", found "*"
            portals[2]: expected an origin such as "https://portal.example", found "null"
            portals[3]: expected an origin such as "https://portal.example", found "https://*.example"
            portals[4]: expected an origin such as "https://portal.example", found "https://a.example/portal"
            portals[5]: expected an origin such as "https://portal.example", found "a.example"
            portals[6]: expected an origin such as "https://portal.example", found "https://me@a.example"
            portals[7]: expected an origin such as "https://portal.example", found "https://a.example?x"
            portals[8]: expected an origin such as "https://portal.example", found "javascript:alert(1)"
            portals[9]: expected an origin such as "https://portal.example", found 7"#]],
    );
    assert_eq!(config.portals, ["https://a.example", "http://127.0.0.1:81"]);
}

#[test]
fn files_that_are_no_configuration() {
    check("", expect_test::expect!["the file is empty"]);
    check("\n", expect_test::expect!["the file is empty"]);
    check("<!doctype html><title>404", expect_test::expect!["the file is a web page and not JSON"]);
    check("{\n  title: 1}", expect_test::expect!["the file is not JSON (line 2, column 3)"]);
    check("[]", expect_test::expect!["expected an object, found a list"]);
    check("null", expect_test::expect!["expected an object, found null"]);
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_file(body: Vec<u8>) {
        let _ = Config::parse(&body);
    }

    #[test]
    fn any_values(
        key in "title|registries|defaultRegistry|openOthers|readOnly|theme|portals|x",
        value in "null|true|7|\"[a-z. /:@]{0,12}\"|\\[\\]|\\[(\\{\"(url|name|realm|catalog|pullHost)\":\"[a-z./:]{0,12}\"\\}|1|\\{\"url\":\"r.example\"\\})\\]",
    ) {
        let (config, _) = Config::parse(format!("{{\"{key}\":{value}}}").as_bytes());
        proptest::prop_assert_eq!(Config::parse(config.to_json().as_bytes()), (config, Vec::new()));
    }
}
