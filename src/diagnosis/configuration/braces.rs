//! Texts of directives in blocks with braces: nginx, and the Caddyfile.

use super::word::{self, Word};

/// The blocks and directives of a text.
#[derive(Debug)]
pub struct Tree<'a> {
    /// In the order of the text.
    pub directives: Vec<Directive<'a>>,
    /// The first one is the text itself.
    pub blocks: Vec<BraceBlock>,
}

/// A directive.
#[derive(Debug)]
pub struct Directive<'a> {
    /// Its words; none where a block has no name.
    pub words: Vec<Word<'a>>,
    /// The block that it stands in.
    pub block: usize,
    /// The block that it opens.
    pub opens: Option<usize>,
    /// Whether its end is there: the semicolon, the line's end, the brace.
    pub ended: bool,
}

/// A block.
#[derive(Debug)]
pub struct BraceBlock {
    /// The block around it; its own number for the text itself.
    pub parent: usize,
    /// The directive that opens it.
    pub opener: Option<usize>,
    depth: usize,
}

/// Deeper blocks are taken as parts of the block around them; no configuration has so many.
const DEPTH: usize = 16;

impl<'a> Directive<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        self.words.first().map_or("", |word| word.text)
    }

    /// A word of it; the name is the first one.
    pub fn word(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| word.text)
    }
}

impl<'a> Tree<'a> {
    fn new() -> Tree<'a> {
        Tree { directives: Vec::new(), blocks: vec![BraceBlock { parent: 0, opener: None, depth: 0 }] }
    }

    /// The words in front of a block.
    pub fn head(&self, block: usize) -> &[Word<'a>] {
        self.opener(block).map_or(&[], |opener| &opener.words)
    }

    /// The directive that opens a block.
    pub fn opener(&self, block: usize) -> Option<&Directive<'a>> {
        self.blocks[block].opener.map(|opener| &self.directives[opener])
    }

    /// A block, and those around it from the inside out, the text itself last.
    pub fn around(&self, block: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = |block: &usize| Some(self.blocks[*block].parent).filter(|_| *block != 0);
        std::iter::successors(Some(block), parent)
    }

    /// The outermost block around a block, itself included.
    pub fn outermost(&self, block: usize) -> usize {
        self.around(block).filter(|block| *block != 0).last().unwrap_or(0)
    }
}

struct Builder<'a> {
    tree: Tree<'a>,
    words: Vec<Word<'a>>,
    block: usize,
    /// How many blocks are open that are too deep to be kept.
    skipped: usize,
}

impl<'a> Builder<'a> {
    fn new() -> Builder<'a> {
        Builder { tree: Tree::new(), words: Vec::new(), block: 0, skipped: 0 }
    }

    fn end(&mut self, ended: bool) {
        if !self.words.is_empty() {
            let words = std::mem::take(&mut self.words);
            self.tree.directives.push(Directive { words, block: self.block, opens: None, ended });
        }
    }

    fn open(&mut self) {
        let words = std::mem::take(&mut self.words);
        let depth = self.tree.blocks[self.block].depth + 1;
        if depth > DEPTH {
            self.skipped += 1;
            return;
        }
        let (opened, opener) = (self.tree.blocks.len(), self.tree.directives.len());
        self.tree.directives.push(Directive { words, block: self.block, opens: Some(opened), ended: true });
        self.tree.blocks.push(BraceBlock { parent: self.block, opener: Some(opener), depth });
        self.block = opened;
    }

    fn close(&mut self) {
        if self.skipped > 0 {
            self.skipped -= 1;
        } else {
            self.block = self.tree.blocks[self.block].parent;
        }
    }
}

/// Directives that begin a line; `add_header` in front of one of them lacks its semicolon.
const BEGINNINGS: &[&str] = &[
    "add_header",
    "auth_basic",
    "auth_basic_user_file",
    "client_max_body_size",
    "error_page",
    "expires",
    "if",
    "include",
    "limit_except",
    "listen",
    "location",
    "proxy_buffering",
    "proxy_hide_header",
    "proxy_http_version",
    "proxy_pass",
    "proxy_pass_header",
    "proxy_read_timeout",
    "proxy_redirect",
    "proxy_request_buffering",
    "proxy_set_header",
    "return",
    "rewrite",
    "root",
    "server",
    "server_name",
    "set",
];

/// nginx: directives end at a semicolon, words at white space, `;`, `{` and `}`.
pub fn nginx<'a>(lines: &[&'a str]) -> Tree<'a> {
    let mut builder = Builder::new();
    // Lua stands between braces and follows its own rules.
    let mut lua = 0;
    let mut quote = None;
    for (number, line) in lines.iter().enumerate() {
        let mut at = 0;
        if let Some(open) = quote {
            let Some(end) = line.find(open) else { continue };
            at = end + 1;
            quote = None;
        }
        if lua > 0 {
            for one in line.chars() {
                lua += i32::from(one == '{') - i32::from(one == '}');
            }
            lua = lua.max(0);
            continue;
        }
        let mut is_first = true;
        while let Some(rest) = line.get(at..) {
            let trimmed = rest.trim_start();
            at += rest.len() - trimmed.len();
            match trimmed.chars().next() {
                None | Some('#') => break,
                Some(';') => builder.end(true),
                Some('{') => {
                    let is_lua = builder.words.first().is_some_and(|word| word.text.ends_with("_by_lua_block"));
                    builder.open();
                    if is_lua {
                        builder.close();
                        let inside = trimmed[1..].chars();
                        lua = 1 + inside.map(|one| i32::from(one == '{') - i32::from(one == '}')).sum::<i32>();
                        break;
                    }
                }
                Some('}') => {
                    builder.end(false);
                    builder.close();
                }
                Some(_) => {
                    let Some(word) = word::word(number, line, at, &['"', '\''], &[';', '{', '}']) else { break };
                    let lacks_end = is_first && builder.words.len() > 1 && builder.words[0].text == "add_header";
                    if lacks_end && word.quote.is_none() && BEGINNINGS.contains(&word.text) {
                        builder.end(false);
                    }
                    at = word.outer().1;
                    if word.quote.is_some() && at > line.len() {
                        quote = word.quote;
                    }
                    builder.words.push(word);
                    is_first = false;
                    continue;
                }
            }
            at += 1;
            is_first = false;
        }
    }
    builder.end(false);
    builder.tree
}

/// Caddyfile: directives end with their line, and a brace stands alone.
pub fn caddy<'a>(lines: &[&'a str]) -> Tree<'a> {
    let mut builder = Builder::new();
    let mut quote = None;
    for (number, line) in lines.iter().enumerate() {
        let mut at = 0;
        if let Some(open) = quote {
            let Some(end) = line.find(open) else { continue };
            at = end + 1;
            quote = None;
        }
        let mut continues = false;
        while let Some(word) = word::word(number, line, at, &['"', '`'], &[]) {
            at = word.outer().1;
            if word.quote.is_some() {
                quote = word.quote.filter(|_| at > line.len());
                builder.words.push(word);
                continue;
            }
            match word.text {
                text if text.starts_with('#') => break,
                "{" => builder.open(),
                "}" => {
                    builder.end(true);
                    builder.close();
                }
                "\\" => continues = true,
                _ => builder.words.push(word),
            }
        }
        if !continues && quote.is_none() {
            builder.end(true);
        }
    }
    builder.end(true);
    builder.tree
}
