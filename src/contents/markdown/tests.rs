use super::*;

/// A document as lines: each block with what is in it.
fn shown(blocks: &[MarkdownBlock], depth: usize, out: &mut String) {
    for block in blocks {
        let indent = "  ".repeat(depth);
        match block {
            MarkdownBlock::Heading { level, words } => *out += &format!("{indent}h{level} {}\n", line(words)),
            MarkdownBlock::Paragraph(words) => *out += &format!("{indent}p {}\n", line(words)),
            MarkdownBlock::Code(text) => *out += &format!("{indent}code {}\n", text.replace('\n', "⏎")),
            MarkdownBlock::Rule => *out += &format!("{indent}rule\n"),
            MarkdownBlock::Quote(inside) => {
                *out += &format!("{indent}quote\n");
                shown(inside, depth + 1, out);
            }
            MarkdownBlock::List { first, items } => {
                for (at, item) in items.iter().enumerate() {
                    let mark = first.map_or("-".to_owned(), |first| (first + at as u64).to_string());
                    *out += &format!("{indent}{mark}\n");
                    shown(item, depth + 1, out);
                }
            }
            MarkdownBlock::Table(rows) => {
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|cell| line(cell)).collect();
                    *out += &format!("{indent}| {} |\n", cells.join(" | "));
                }
            }
        }
    }
}

fn line(words: &[Span]) -> String {
    let words = words.iter().map(|word| match word {
        Span::Text(text) => text.clone(),
        Span::Code(text) => format!("`{text}`"),
        Span::Emphasis(inside) => format!("*{}*", line(inside)),
        Span::Strong(inside) => format!("**{}**", line(inside)),
        Span::Struck(inside) => format!("~{}~", line(inside)),
        Span::Link { words, address, host } => format!("<{} → {address} at {host}>", line(words)),
        Span::Picture { words, host } => {
            format!("<picture {}, {}>", line(words), host.as_deref().unwrap_or("of its own"))
        }
        Span::Break => "⏎".to_owned(),
    });
    words.collect()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let mut out = String::new();
    shown(&parse(text).blocks, 0, &mut out);
    assert_eq!(out.trim_end(), expected.trim(), "{text}");
}

#[test]
fn what_readmes_are_made_of() {
    check("# webshop\n\nA *small* **shop**,\nwith `cache`.", "h1 webshop\np A *small* **shop**, with `cache`.");
    check("Title\n=====\n- one\n- two\n  1. deep\n\n---\n", "h1 Title\n-\n  p one\n-\n  p two\n  1\n    p deep\nrule");
    check("```sh\nhelm install\n\nx\n```\n", "code helm install⏎⏎x");
    check("> quoted\n> twice\n", "quote\n  p quoted twice");
    check("| Key | Default |\n|:--|--|\n| a \\| b | `1` |\n", "| Key | Default |\n| a | b | `1` |");
    check("- [x] done\n- [ ] ~~open~~", "-\n  p ☑ done\n-\n  p ☐ ~open~");
    check("5. five\n6. six", "5\n  p five\n6\n  p six");
    check("one  \ntwo &amp; &copy;", "p one⏎two & ©");
    check("", "");
}

#[test]
fn links_and_pictures() {
    check("[docs](https://docs.example/a?b)", "p <docs → https://docs.example/a?b at docs.example>");
    check("[a][b]\n\n[b]: https://b.example/", "p <a → https://b.example/ at b.example>");
    check("<https://c.example>", "p <https://c.example → https://c.example at c.example>");
    for (address, expected) in [
        ("javascript:alert(1)", "p x"),
        ("data:text/html,x", "p x"),
        ("https://good.example@evil.example/", "p x"),
        ("docs/values.md", "p x"),
        ("#/checkup", "p x"),
        ("http://plain.example/", "p x (http://plain.example/)"),
    ] {
        check(&format!("[x](<{address}>)"), expected);
    }
    check("![Version: 1](https://img.example/v.svg)", "p <picture Version: 1, img.example>");
    check("![](logo.png)", "p <picture , of its own>");
    check(
        "[![CI](http://ci.example/b.svg)](https://ci.example/)",
        "p <<picture CI, ci.example> → https://ci.example/ at ci.example>",
    );
    assert!(parse("![](a)").had_pictures && !parse("a").had_pictures);
}

#[test]
fn html_is_its_words() {
    check("<h1 align=\"center\">Shop</h1>\n<!-- <b>no</b> -->\n\ntext", "p Shop\np text");
    check("<script>alert(1)</script>\n\n<style>\np { x }\n</style>\n\nafter", "p after");
    check("a <b onclick=\"x()\">bold</b><br/>c", "p a bold⏎c");
    check("<p align=center>\n  <img src=\"https://t.example/p.gif\" onerror=\"x()\">\n</p>", "");
    assert!(parse("<p>").had_html && parse("a <b>").had_html && !parse("a").had_html);
}

#[test]
fn what_steers_a_text_is_shown() {
    check("a\u{202e}b `c\u{200b}`", "p a⟨U+202E⟩b `c⟨U+200B⟩`");
    check("    x\u{202e}", "code x⟨U+202E⟩");
}

/// Each of these has made some reader of Markdown slow, or ended its stack.
#[test]
fn hostile_documents_cost_little() {
    let long = |piece: &str, times: usize| piece.repeat(times);
    for text in [
        long("> ", 100_000),
        long("- ", 100_000),
        long("*a ", 80_000),
        long("**a", 80_000),
        long("[", 100_000),
        long("[a](", 60_000),
        long("![", 100_000),
        long("`", 1) + &long("a`` ", 60_000),
        long("<", 200_000),
        long("<!--", 60_000),
        long("a|", 60_000) + "\n" + &long("-|", 60_000),
        long("[a]: b\n", 30_000),
        long("\\", 200_000),
        long("&", 200_000),
        (0..2_000).map(|depth| format!("{}- a\n", " ".repeat(depth % 300))).collect(),
        long("_a__b_", 40_000),
        long("~~", 100_000),
        long("<script>", 30_000),
    ] {
        let document = parse(&text);
        let depth = deepest(&document.blocks);
        assert!(depth <= 17, "{depth} deep: {}", &text[..20]);
    }
}

fn deepest(blocks: &[MarkdownBlock]) -> usize {
    let inside = blocks.iter().map(|block| match block {
        MarkdownBlock::List { items, .. } => 1 + items.iter().map(|item| deepest(item)).max().unwrap_or(0),
        MarkdownBlock::Quote(inside) => deepest(inside),
        _ => 0,
    });
    inside.max().map_or(0, |inside| inside + 1)
}

#[test]
fn what_is_long_is_cut() {
    let long = "word ".repeat(TEXT_LIMIT / 4);
    assert!(parse(&long).has_more && !parse("a").has_more);
    let many = "a\n\n".repeat(9_000);
    let document = parse(&many);
    assert!(document.has_more && document.blocks.len() < PIECES);
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_text(text in "([#>*_`~\\[\\]()!<|&\\-\\\\ \n]|https://|a|\u{202e}){0,60}") {
        let document = parse(&text);
        for block in &document.blocks {
            if let MarkdownBlock::Paragraph(words) = block {
                let steers = line(words).contains('\u{202e}');
                proptest::prop_assert!(!steers);
            }
        }
    }
}
