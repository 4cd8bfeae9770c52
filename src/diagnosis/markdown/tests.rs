//! Documents as the guide has them, and texts that are none.

use super::*;

/// A document in lines that tell its structure.
fn describe(text: &str) -> String {
    let lines = parse(text).into_iter().map(|block| match block {
        Block::Heading { level, text } => format!("h{level} {}", line(&text)),
        Block::Paragraph(text) => format!("p {}", line(&text)),
        Block::List { ordered, items } => {
            let items: Vec<String> = items.iter().map(|item| line(item)).collect();
            format!("{} {}", if ordered { "ol" } else { "ul" }, items.join(" / "))
        }
        Block::Code { language, text } => format!("code({language}) {text:?}"),
        Block::Table { head, rows } => {
            let row = |cells: &[Vec<Inline>]| cells.iter().map(|cell| line(cell)).collect::<Vec<_>>().join(" | ");
            let rows: Vec<String> = rows.iter().map(|cells| row(cells)).collect();
            format!("table {} / {}", row(&head), rows.join(" / "))
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn line(inlines: &[Inline]) -> String {
    let pieces = inlines.iter().map(|inline| match inline {
        Inline::Text(text) => text.clone(),
        Inline::Code(code) => format!("‹{code}›"),
        Inline::Strong(inside) => format!("*{}*", line(inside)),
        Inline::Link { text, target } => format!("({} -> {target})", line(text)),
    });
    pieces.collect()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(describe(text), expected, "{text:?}");
}

#[test]
fn blocks() {
    check("", "");
    check("\n\n", "");
    check("# One\n## Two\n### Three", "h1 One\nh2 Two\nh3 Three");
    check("One\ntwo\n\nthree", "p One two\np three");
    check("Before\n# Heading\nafter", "p Before\nh1 Heading\np after");
    check("- one\n- two\n  goes on\n- three", "ul one / two goes on / three");
    check("1. one\n2. two\n10. three", "ol one / two / three");
    check("- one\n1. two", "ul one\nol two");
    check("Words:\n- one\n\nafter", "p Words:\nul one\np after");
    check("```sh\ncurl -i x\n\n# no heading\n```\nafter", "code(sh) \"curl -i x\\n\\n# no heading\"\np after");
    check("```\n```", "code() \"\"");
    check("windows\r\nlines\r\n", "p windows lines");
}

#[test]
fn tables() {
    check("| a | b |\n|---|:--|\n| `x|y` | **z** |\n| 1 |", "table a | b / ‹x|y› | *z* / 1");
    check("| a | b |\nno table", "p | a | b | no table");
    check("|---|", "p |---|");
}

#[test]
fn inside_of_a_line() {
    check("a `b` c", "p a ‹b› c");
    check("**a `b` c** d", "p *a ‹b› c* d");
    check("see [the rule](#/guide/rules/a-b).", "p see (the rule -> #/guide/rules/a-b).");
    check("[`a`](https://x.example/y#z)", "p (‹a› -> https://x.example/y#z)");
    check("**[a](http://x)**", "p *(a -> http://x)*");
    check("<https://x.example/>", "p (https://x.example/ -> https://x.example/)");
    check("`[a](https://x)` and `**`", "p ‹[a](https://x)› and ‹**›");
}

#[test]
fn what_leads_nowhere_is_words() {
    check("[a](javascript:alert(1))", "p a)");
    check("[a](data:text/html,x)", "p a");
    check("[a](//x.example)", "p a");
    check("[a](HTTPS://x)", "p a");
    check("[a](page.md)", "p a");
    check("[a]( https://x)", "p [a]( https://x)");
    check("<script>", "p <script>");
    check("<javascript:x>", "p <javascript:x>");
}

#[test]
fn what_is_not_understood_stays() {
    check("```sh\nnever ends", "code(sh) \"never ends\"");
    check("`never ends", "p `never ends");
    check("**never ends", "p **never ends");
    check("[never](ends", "p [never](ends");
    check("``", "p ``");
    check("****", "p ****");
    check("#no heading", "p #no heading");
    check("#### four", "p #### four");
    check("1.no item", "p 1.no item");
    check("2 * 3 * 4 <5> [6]", "p 2 * 3 * 4 <5> [6]");
    check("[`Observation`] stays", "p [‹Observation›] stays");
}

#[test]
fn names_are_filled_in() {
    let names = [("registry", "r.example:5000".to_owned()), ("odd", "{registry}".to_owned())];
    let mut blocks = parse(
        "# {registry}\n`curl {registry}` {odd} {other} {\n\n[{registry}](https://x/{registry})\n\n\
         ```json\n{\"insecure-registries\": [\"{registry}\"]}\n```\n\n- {registry}\n\n| {registry} |\n|---|\n| {registry} |",
    );
    fill(&mut blocks, &names);
    assert_eq!(
        blocks,
        [
            Block::Heading { level: 1, text: vec![Inline::Text("r.example:5000".into())] },
            Block::Paragraph(vec![
                Inline::Code("curl r.example:5000".into()),
                Inline::Text(" {registry} {other} {".into())
            ]),
            Block::Paragraph(vec![Inline::Link {
                text: vec![Inline::Text("r.example:5000".into())],
                target: "https://x/{registry}".into()
            }]),
            Block::Code { language: "json".into(), text: "{\"insecure-registries\": [\"r.example:5000\"]}".into() },
            Block::List { ordered: false, items: vec![vec![Inline::Text("r.example:5000".into())]] },
            Block::Table {
                head: vec![vec![Inline::Text("r.example:5000".into())]],
                rows: vec![vec![vec![Inline::Text("r.example:5000".into())]]]
            },
        ]
    );
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_text(text in "(\\PC|\n){0,60}|[-#`*\\[\\]()<>| {}a1.\n]{0,80}|(\\[a\\]\\([a-z]{0,6}:[a-z/]{0,6}\\))*") {
        fn targets(inlines: &[Inline]) -> Vec<String> {
            let found = inlines.iter().flat_map(|inline| match inline {
                Inline::Text(_) | Inline::Code(_) => Vec::new(),
                Inline::Strong(inside) => targets(inside),
                Inline::Link { text, target } => [vec![target.clone()], targets(text)].concat(),
            });
            found.collect()
        }
        let mut blocks = parse(&text);
        fill(&mut blocks, &[("a", "b".to_owned())]);
        for block in blocks {
            if let Block::Paragraph(text) = block {
                for target in targets(&text) {
                    proptest::prop_assert!(
                        ["#/", "https://", "http://"].iter().any(|start| target.starts_with(start)), "{target}"
                    );
                }
            }
        }
    }
}
