#!/bin/sh
# What a reader of ours adds to the page, and what a crate that does the same would (docs/decisions/0024): bytes of WebAssembly after
# `wasm-opt -Oz` (npm's binaryen) and brotli at its best, beside a module that holds what the page has anyway: serde_json, url, and the
# standard library's words for values. Built as the page is: opt-level z, link-time optimization, one unit.
#
# sh lab/weigh.sh            all of them
# sh lab/weigh.sh time jiff  some
set -eu
ours=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$folder/target}"
cd "$folder"
npm install --silent --no-fund --no-audit binaryen@132.0.0 > /dev/null
# What is private in the page's library is public in a copy.
mkdir copy
cp -r "$ours/Cargo.toml" "$ours/src" "$ours/guide" "$ours/fixes" "$ours/docs" "$ours/image" "$ours/verify" copy/
sed -i '/^\[lints\]/,/^$/d' copy/image/Cargo.toml copy/verify/Cargo.toml
sed -i '/^\[workspace\]/,/^$/d; /^\[workspace.lints/,/^$/d; /^\[lints\]/,/^$/d; /^\[profile/,/^$/d; /^\[.*dev-dependencies\]/,/^$/d' copy/Cargo.toml
sed -i '/^\[target/,$d' copy/Cargo.toml
sed -i 's/^mod \(yaml\|word\);/pub mod \1;/' copy/src/diagnosis/configuration.rs
sed -i 's/^mod tree;/pub mod tree;/' copy/src/diagnosis/configuration/yaml.rs
# The browser's half stays out: it would bring Leptos.
sed -i '/cfg(target_arch/,+1d' copy/src/lib.rs
mkdir src
cat > Cargo.toml <<TOML
[package]
name = "weigh"
version = "0.0.0"
edition = "2024"
[lib]
crate-type = ["cdylib"]
[dependencies]
idna_adapter = "=1.0.0"
serde_json = "1"
url = "2.5"
ours = { package = "pierglass", path = "copy", optional = true }
verify = { package = "pierglass-verify", path = "copy/verify", optional = true }
p256 = { version = "0.13", default-features = false, features = ["ecdsa"], optional = true }
p384 = { version = "0.13", default-features = false, features = ["ecdsa"], optional = true }
x509-cert = { version = "=0.2.5", default-features = false, optional = true }
pulldown-cmark = { version = "=0.13.6", default-features = false, optional = true }
time = { version = "=0.3.55", default-features = false, features = ["parsing", "std"], optional = true }
jiff = { version = "=1.0.2", default-features = false, features = ["alloc"], optional = true }
chrono = { version = "=0.4.45", default-features = false, features = ["alloc"], optional = true }
serde_yaml_ng = { version = "=0.10.0", optional = true }
saphyr = { version = "=0.3.4", default-features = false, optional = true }
http-auth = { version = "=0.1.10", default-features = false, optional = true }
parse_link_header = { version = "=0.4.1", optional = true }
shlex = { version = "=2.0.1", optional = true }
[profile.release]
opt-level = "z"
lto = true
codegen-units = 1
panic = "abort"
strip = true
TOML
cat > src/lib.rs <<'RUST'
fn length(value: impl std::fmt::Debug) -> usize {
    format!("{value:?}").len()
}

fn weighed(text: &str) -> usize {
    let anyway = length(serde_json::from_str::<serde_json::Value>(text)) + length(url::Url::parse(text));
    anyway + WHAT
}

/// # Safety
/// The bytes are there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn weigh(start: *const u8, count: usize) -> usize {
    weighed(&String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(start, count) }))
}
RUST
base=0
cp src/lib.rs frame.rs
weigh() { # name, crate, expression
    [ "$1" = base ] || [ -z "$wanted" ] || case " $wanted " in *" $1 "*) ;; *) return 0 ;; esac
    awk -v what="$3" '{ at = index($0, "WHAT"); if (at) $0 = substr($0, 1, at - 1) what substr($0, at + 4); print }' frame.rs > src/lib.rs
    cargo build --quiet --release --target wasm32-unknown-unknown ${2:+--features "$2"}
    module="$CARGO_TARGET_DIR/wasm32-unknown-unknown/release/weigh.wasm"
    node node_modules/binaryen/bin/wasm-opt -Oz --enable-bulk-memory --enable-bulk-memory-opt --enable-nontrapping-float-to-int \
        --enable-sign-ext --enable-mutable-globals --enable-reference-types --enable-multivalue "$module" -o small.wasm
    bytes=$(node -e 'const z = require("zlib"); console.log(z.brotliCompressSync(require("fs").readFileSync("small.wasm"),
        { params: { [z.constants.BROTLI_PARAM_LGWIN]: 24 } }).length)')
    [ "$1" = base ] && { base=$bytes; return 0; }
    printf '%-24s %6d\n' "$1" $((bytes - base))
}
wanted="$*"
weigh base "" 0
weigh markdown ours 'length(ours::diagnosis::markdown::parse(text))'
weigh pulldown-cmark pulldown-cmark 'pulldown_cmark::Parser::new(text).map(length).sum::<usize>()'
weigh rfc3339 ours 'length(ours::registry::time::parse(text))'
weigh time time 'length(time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).map(|at| at.unix_timestamp()))'
weigh jiff jiff 'length(text.parse::<jiff::Timestamp>().map(|at| at.as_second()))'
weigh chrono chrono 'length(chrono::DateTime::parse_from_rfc3339(text).map(|at| at.timestamp()))'
weigh yaml ours '{ let lines: Vec<&str> = text.lines().collect(); let yaml = ours::diagnosis::configuration::yaml::Yaml::read(&lines); yaml.get(0, text).map_or(0, |node| yaml.key(node).len() + yaml.values(node).len()) }'
weigh saphyr saphyr 'length(saphyr::LoadableYamlNode::load_from_str(text).map(|all: Vec<saphyr::Yaml>| all.len()))'
weigh serde_yaml_ng serde_yaml_ng 'length(serde_yaml_ng::from_str::<serde_yaml_ng::Value>(text).map(|value| value.is_null()))'
weigh challenge ours 'length(ours::registry::auth::challenge::parse_challenges(text).len())'
weigh http-auth http-auth 'length(http_auth::parse_challenges(text).map(|all| all.len()))'
weigh link ours 'ours::registry::link::links(text).map(|(to, rel)| to.len() + rel.map_or(0, str::len)).sum::<usize>()'
weigh parse_link_header parse_link_header 'length(parse_link_header::parse(text).map(|all| all.len()))'
weigh shell ours 'ours::registry::shell::pasteable(&[text.to_owned()]).len()'
weigh shlex shlex 'length(shlex::try_join([text]))'
signature='{ use verify::{content::*, key::*, trust::*, verdict::*}; let bytes = text.as_bytes(); let signed = Signed::read(text, |_| Some(text), bytes);
    let rules: Vec<Rule> = PublicKey::parse_pem(text).ok().map(|key| Rule { name: RuleName::Pasted, trust: Trust::Key(key) }).into_iter().collect();
    let about = Subject { digest: text.to_owned(), ..Subject::default() }; let _ = (&rules, &about); signed.map_or(0, |signed| length(CHECKED)) }'
checked() { echo "$signature" | sed "s/CHECKED/$1/" | tr '\n' ' '; }
weigh signatures-read verify "$(checked 'signed.about()')"
weigh verify-keys verify "$(checked 'verify::check::with_keys(\&signed, \&about, \&rules)')"
weigh verify-certificates verify "$(checked '(verify::check::with_certificates(\&signed, \&about, \&rules, text.len() as i64), verify::signer::read(\&signed), verify::trusted_root::TrustedRoot::parse(bytes), verify::certificate::Certificate::parse_pem(text))')"
weigh p256 p256 '{ use p256::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier}; let bytes = text.as_bytes(); length(VerifyingKey::from_sec1_bytes(bytes).ok().zip(Signature::from_der(bytes).ok()).map(|(key, one)| key.verify_prehash(bytes, &one).is_ok())) }'
weigh p384 p384 '{ use p384::ecdsa::{Signature, VerifyingKey, signature::hazmat::PrehashVerifier}; let bytes = text.as_bytes(); length(VerifyingKey::from_sec1_bytes(bytes).ok().zip(Signature::from_der(bytes).ok()).map(|(key, one)| key.verify_prehash(bytes, &one).is_ok())) }'
weigh x509-cert x509-cert '{ use x509_cert::der::Decode; length(x509_cert::Certificate::from_der(text.as_bytes()).map(|one| (one.tbs_certificate.subject.to_string(), one.tbs_certificate.extensions.map(|all| all.len())))) }'
