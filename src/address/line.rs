//! Lines that people paste: which of their words names an image or a registry.
//!
//! ```text
//! line     := prompt* ( command | file )
//! prompt   := "$" | "#" | "%" | ">" | "sudo" | NAME "=" value
//! command  := tool ( group | option )* action ( option | argument )*
//! file     := "FROM" option* word ... | [ "-" ] "image" ":" word
//! ```
//! A tool writes files, too, and copies to where nothing is yet: the reference is no line's last word, but the first argument that names a
//! registry, or else the first argument.

use crate::registry::reference::Reference;

/// What a line names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Argument {
    /// The reference, the registry or the address, as it stands in the line.
    pub word: String,
    /// The version that Helm is given beside a chart.
    pub version: Option<String>,
    /// Whether the line is about a registry as a whole, whatever the word looks like.
    pub is_registry: bool,
}

/// A program whose command lines name images.
struct Tool {
    name: &'static str,
    /// The words in front of what it is to do.
    groups: &'static [&'static str],
    /// Its options of one letter that a value follows.
    letters: &'static str,
}

const CONTAINERS: &[&str] = &["image", "manifest", "buildx", "imagetools", "container"];

const TOOLS: &[Tool] = &[
    Tool { name: "docker", groups: CONTAINERS, letters: "efhlmpuvw" },
    Tool { name: "podman", groups: CONTAINERS, letters: "efhlmpuvw" },
    Tool { name: "nerdctl", groups: CONTAINERS, letters: "efhlmnpuvw" },
    Tool { name: "skopeo", groups: &[], letters: "f" },
    Tool { name: "crane", groups: &["auth", "index", "registry"], letters: "ot" },
    Tool { name: "oras", groups: &["blob", "manifest", "repo"], letters: "opu" },
    Tool {
        name: "regctl",
        groups: &["artifact", "blob", "image", "index", "manifest", "registry", "repo", "tag"],
        letters: "fopuv",
    },
    Tool { name: "helm", groups: &["registry", "show"], letters: "dfnpu" },
    Tool { name: "kubectl", groups: &[], letters: "fln" },
    Tool { name: "curl", groups: &[], letters: "ADHTXbdemouwx" },
];

/// The options, of whichever tool, that a value follows.
const VALUED: &[&str] = &[
    "add-host",
    "arch",
    "artifact-type",
    "authfile",
    "config",
    "creds",
    "data",
    "dest-creds",
    "destination",
    "entrypoint",
    "env",
    "env-file",
    "file",
    "format",
    "from-password",
    "from-username",
    "gpus",
    "header",
    "host",
    "hostname",
    "image",
    "label",
    "memory",
    "mount",
    "name",
    "namespace",
    "network",
    "os",
    "output",
    "password",
    "platform",
    "publish",
    "request",
    "restart",
    "set",
    "src-creds",
    "tag",
    "tls",
    "to-password",
    "to-username",
    "untardir",
    "user",
    "username",
    "values",
    "variant",
    "version",
    "volume",
    "workdir",
    "write-out",
];

/// What a pasted line names; `None` for a text that is no such line.
pub fn named(line: &str) -> Option<Argument> {
    let words = words(line);
    let mut rest = words.as_slice();
    while let [first, more @ ..] = rest
        && is_prompt(first)
    {
        rest = more;
    }
    let (first, rest) = rest.split_first()?;
    let bare = first.trim_start_matches("./").trim_end_matches(".exe");
    match TOOLS.iter().find(|tool| bare.eq_ignore_ascii_case(tool.name)) {
        Some(tool) => of_command(tool, rest),
        None if first.eq_ignore_ascii_case("from") => {
            rest.iter().find(|word| !word.starts_with('-')).map(|word| plain(word))
        }
        None if first == "-" => of_file(rest),
        None => of_file(&words),
    }
}

/// `image: x` of Kubernetes and compose, wherever it stands in a file, also as JSON has it.
fn of_file(words: &[String]) -> Option<Argument> {
    let pair = words.windows(2).find(|pair| pair[0].eq_ignore_ascii_case("image:"))?;
    Some(plain(pair[1].trim_end_matches(',')))
}

fn of_command(tool: &Tool, words: &[String]) -> Option<Argument> {
    let Taken { arguments, options } = take(tool, words);
    let option = |name: &str| options.iter().find(|(option, _)| *option == name).map(|(_, value)| *value);
    if tool.name == "curl" {
        return arguments.into_iter().find(|word| word.contains("://")).map(plain);
    }
    if tool.name == "kubectl" {
        // `kubectl set image deployment/app app=r.example/app:1`
        let set = arguments.iter().filter_map(|word| word.split_once('=')).map(|(_, word)| word);
        return option("image").into_iter().chain(set).next().map(plain);
    }
    let groups = arguments.iter().take_while(|word| tool.groups.contains(word)).count();
    let action = *arguments.get(groups)?;
    let given = &arguments[groups + 1..];
    let is_of_registry = arguments[..groups].contains(&"registry") || matches!(action, "login" | "logout");
    if is_of_registry || (tool.name == "crane" && action == "catalog") {
        let word = given.first()?;
        let scheme = if option("tls") == Some("disabled") { "http://" } else { "" };
        return Some(Argument { word: format!("{scheme}{word}"), version: None, is_registry: true });
    }
    let names_registry = |word: &&&str| Reference::parse(without_transport(word)).is_ok();
    let word = given.iter().find(names_registry).or(given.first());
    // `docker build --tag r.example/app:1 .`
    let tag = option("tag").filter(|_| word.is_none_or(|word| word.starts_with('.')));
    let version = if tool.name == "helm" { option("version").map(str::to_owned) } else { None };
    tag.or(word.copied()).map(|word| Argument { version, ..plain(word) })
}

/// The words of a command line behind the program's name.
struct Taken<'a> {
    arguments: Vec<&'a str>,
    /// The long options that have a value, without their hyphens.
    options: Vec<(&'a str, &'a str)>,
}

fn take<'a>(tool: &Tool, words: &'a [String]) -> Taken<'a> {
    let mut taken = Taken { arguments: Vec::new(), options: Vec::new() };
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            match long.split_once('=') {
                Some(option) => taken.options.push(option),
                None if VALUED.contains(&long) => taken.options.extend(words.next().map(|value| (long, value))),
                None => {}
            }
        } else if word.len() > 1 && word.starts_with('-') {
            // Of several letters in one word the last may have a value; `-ofile` has it in itself.
            let has_value = word.len() == 2 || tool.name == "curl";
            if has_value && word.chars().next_back().is_some_and(|last| tool.letters.contains(last)) {
                words.next();
            }
        } else if word != "\\" {
            taken.arguments.push(word);
        }
    }
    taken
}

/// skopeo and helm write a transport in front of a reference.
pub fn without_transport(word: &str) -> &str {
    ["docker://", "oci://"].into_iter().find_map(|start| word.strip_prefix(start)).unwrap_or(word)
}

fn plain(word: &str) -> Argument {
    Argument { word: word.to_owned(), ..Argument::default() }
}

fn is_prompt(word: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_uppercase());
    matches!(word, "$" | "#" | "%" | ">" | "sudo") || word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// The words of a line as a shell takes them apart, as far as quotes go.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for one in line.chars() {
        match quote {
            Some(open) if one == open => quote = None,
            None if one == '\'' || one == '"' => {
                quote = Some(one);
                word.get_or_insert_default();
            }
            None if one.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(one),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::commands::curl::Access;
    use crate::registry::commands::{self, Content, PullSource, PullTool};
    use crate::registry::host::RegistryHost;
    use crate::registry::reference::{Repository, Tag, Version};

    #[track_caller]
    fn check(line: &str, word: &str) {
        assert_eq!(named(line).map(|named| named.word).unwrap_or_default(), word, "{line:?}");
    }

    #[test]
    fn lines_of_files() {
        check("FROM r.example/app:1 AS build", "r.example/app:1");
        check("from --platform=$BUILDPLATFORM ubuntu", "ubuntu");
        check("image: r.example/app:1", "r.example/app:1");
        check("  - image: 'r.example/app:1' # as of today", "r.example/app:1");
        check("\"image\": \"r.example/app:1\",", "r.example/app:1");
        check("image:", "");
        check("r.example/app:1", "");
        check("two words", "");
        check("", "");
    }

    #[test]
    fn arguments_of_tools() {
        check("docker run --rm -it -p 80:80 -v /srv:/srv:ro ubuntu sh -c 'ls /'", "ubuntu");
        check("docker run -e URL=https://x.example/y r.example/app:1 https://y.example/z", "r.example/app:1");
        check("sudo DOCKER_CONFIG=/root podman --log-level debug image pull r.example/app", "r.example/app");
        check("docker build --tag r.example/app:1 .", "r.example/app:1");
        check("docker tag app:1 r.example/app:1", "r.example/app:1");
        check("docker buildx imagetools inspect --raw r.example/app:1", "r.example/app:1");
        check("docker image pull image", "image");
        check("skopeo --override-os linux copy docker://r.example/app:1 oci:app", "docker://r.example/app:1");
        check("crane manifest --platform linux/arm64 app:1", "app:1");
        check("crane -v digest app", "app");
        check("crane catalog r.example", "r.example");
        check("oras pull -o out.d/x -u me r.example/app:1", "r.example/app:1");
        check("regctl tag ls app", "app");
        check("regctl image copy r.example/a:1 other.example/b:1", "r.example/a:1");
        check("helm install app oci://r.example/charts/app", "oci://r.example/charts/app");
        check("docker login -u me r.example", "r.example");
        check("kubectl run app --image=r.example/app:1 --port 80", "r.example/app:1");
        check("kubectl set image deployment/app app=r.example/app:1", "r.example/app:1");
        check("docker pull \\ r.example/app:1", "r.example/app:1");
        check("docker", "");
        check("docker pull", "");
        check("crane registry serve", "");
    }

    #[test]
    fn lines_of_curl() {
        check(
            "curl -sS -D - -o /dev/null -H 'Origin: https://ui.example' 'https://r.example/v2/'",
            "https://r.example/v2/",
        );
        check("curl.exe -X OPTIONS \"https://r.example/v2/a/tags/list\"", "https://r.example/v2/a/tags/list");
        check("curl --header 'Accept: a/b' https://r.example/v2/a/manifests/1", "https://r.example/v2/a/manifests/1");
        check("curl r.example", "");
    }

    /// Whatever the page prints names what it was printed for.
    #[test]
    fn every_line_of_the_page() {
        let digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        let mut seen = 0;
        for host in
            ["r.example", "http://r.example:5000", "registry", "http://registry", "http://[::1]:5000", "docker.io"]
        {
            let host = RegistryHost::parse(host).expect(host);
            let source = PullSource::new(&host, &host.docker_name()).expect("a host for commands");
            let other = PullSource::new(&RegistryHost::parse("http://z.example").expect("a host"), "z.example");
            let to = other.expect("a host for commands");
            for (version, repository) in [("1.2_x", "team/hello"), (digest, "team/hello"), ("latest", "pull")] {
                let (version, repository) =
                    (Version::parse(version).expect(version), Repository::parse(repository).expect(repository));
                let tag = Tag::parse("1").expect("a tag");
                let contents = [Content::Image, Content::Chart, Content::Files, Content::Other];
                let pulls =
                    contents.into_iter().flat_map(|content| content.tools().iter().map(move |tool| (*tool, content)));
                let pulls = pulls.map(|(tool, content)| {
                    commands::commands(tool, content, &source, &repository, &version, &Access::Open)
                });
                let copies = PullTool::ALL.into_iter();
                let copies = copies.filter_map(|tool| commands::copy(tool, &source, &to, &repository, &version, &tag));
                for line in pulls.chain(copies).flat_map(|commands| commands.lines) {
                    let Argument { word, version: chart, is_registry } = named(&line).expect(&line);
                    seen += 1;
                    let host_alone = [&source, &to].map(|source| format!("http://{}", source.host));
                    if is_registry {
                        assert!(host_alone.contains(&word), "{line:?}: {word}");
                        continue;
                    }
                    // An address of the API, which the box reads.
                    if let Some((_, path)) = word.split_once("/v2/") {
                        assert_eq!(path, format!("{repository}/manifests/{version}"), "{line:?}");
                        continue;
                    }
                    let mut word = without_transport(&word).replace("registry-1.docker.io", "docker.io");
                    if let Some(chart) = chart {
                        word = format!("{word}:{}", chart.replace('+', "_"));
                    }
                    assert_eq!(word, source.reference(&repository, &version), "{line:?}");
                }
            }
        }
        assert!(seen > 300, "only {seen} lines");
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_line(line in "\\PC{0,40}|(docker|crane|helm|curl|image:|FROM) [a-z ='\"./:-]{0,40}") {
            let Some(named) = named(&line) else { return Ok(()) };
            let found = named.word.strip_prefix("http://").unwrap_or(&named.word);
            let unquoted = |text: &str| text.replace(['\'', '"'], "");
            proptest::prop_assert!(unquoted(&line).contains(&unquoted(found)), "{found:?} in {line:?}");
        }
    }
}
