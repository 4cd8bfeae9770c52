//! What is known of the blocks of an nginx configuration before a line is judged.

use super::super::braces::{Directive, Tree};
use super::super::review::Review;
use super::super::setting::{self, Role};
use super::super::word::{Word, contains};

/// What kind of block it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// The text itself, and `http`.
    Around,
    /// `server`.
    Server,
    /// `location`.
    Location,
    /// `if`.
    If,
    /// `limit_except`.
    LimitExcept,
    /// `map`, `upstream` and all others.
    Other,
}

/// What is known of a block.
#[derive(Clone, Debug)]
pub struct BlockFacts {
    /// What it is.
    pub kind: BlockKind,
    /// The block around it.
    pub parent: usize,
    /// The `server` that it is in, or the text itself.
    pub server: usize,
    /// The place of its first `add_header`.
    pub first_header: Option<usize>,
    /// The CORS headers that its own `add_header` set.
    pub roles: Vec<Role>,
    /// The place of its `auth_basic` with a plain name, and whether it has one at all.
    pub auth: (Option<usize>, bool),
    /// The place of its `auth_request`, and whether it has one at all, which may be `off`.
    pub service: (Option<usize>, bool),
    /// The place of the `add_header` that allows an origin.
    pub origin: Option<usize>,
    /// Whether it passes requests on.
    pub passes: bool,
    /// Whether it answers by itself with a status that needs no `always`, or answers preflights alone.
    pub answers_well: bool,
    /// Whether it is an `if` that asks for `OPTIONS`.
    pub asks_options: bool,
    /// Whether it returns an answer by itself.
    pub returns: bool,
    /// Whether it is an `if` that asks for the origin.
    pub asks_origin: bool,
    /// Whether an `if` directly inside of it answers `OPTIONS`.
    pub answers_options: bool,
    /// Whether something in it is out of sight: included files, programs.
    pub is_unknown: bool,
    /// Whether headers may be set in it that are out of sight.
    pub hides_headers: bool,
    /// Whether it only serves subrequests.
    pub is_internal: bool,
    /// Whether its path is a token service's.
    pub is_token_service: bool,
    /// As a `server`: whether a path of it begins with `/v2`.
    pub names_v2: bool,
    /// As a `server`: whether a word in it says that it is a registry's.
    pub shows_registry: bool,
    /// As a `server`: whether something says that it is a registry's.
    pub is_registry: bool,
    /// As a `server`: whether pages of other origins ask it: it says so, or it has the name of a registry that they know.
    pub is_asked_by_others: bool,
    /// As a `server`: whether it is the page's own, and not the registry's.
    pub is_page: bool,
    /// As a `server`: whether `OPTIONS` is handled in a way that cannot be followed.
    pub may_answer_options: bool,
}

/// Blocks that are further apart do not belong together.
const MANY: usize = 64;

/// What is known of all blocks.
pub struct Facts {
    /// In the tree's order.
    pub blocks: Vec<BlockFacts>,
    /// Whether headers are inherited after all (`add_header_inherit`, since 1.29.3).
    pub merges: bool,
    /// Whether a `map` makes something of `OPTIONS`.
    pub maps_options: bool,
}

impl Facts {
    /// Looks at the whole tree once.
    pub fn of(review: &Review, tree: &Tree) -> Facts {
        let mut facts = Facts { blocks: Vec::new(), merges: false, maps_options: false };
        for (number, block) in tree.blocks.iter().enumerate() {
            facts.open(number, block.parent, tree.head(number));
        }
        for (number, directive) in tree.directives.iter().enumerate() {
            facts.directive(review, tree, number, directive);
        }
        // An `if` that asks for OPTIONS and sets a variable may be answered by another `if`.
        for number in 0..facts.blocks.len() {
            let block = &facts.blocks[number];
            if block.asks_options && block.is_unknown {
                let server = block.server;
                facts.blocks[server].may_answer_options = true;
            }
        }
        facts
    }

    fn open(&mut self, number: usize, parent: usize, head: &[Word]) {
        let kind = match head.first().map_or("", |word| word.text) {
            "" | "http" => BlockKind::Around,
            "server" => BlockKind::Server,
            "location" => BlockKind::Location,
            "if" => BlockKind::If,
            "limit_except" => BlockKind::LimitExcept,
            _ => BlockKind::Other,
        };
        let server = match kind {
            BlockKind::Server => number,
            BlockKind::Around => 0,
            _ => self.blocks.get(parent).map_or(0, |parent| parent.server),
        };
        let path = head.last().filter(|_| kind == BlockKind::Location).map_or("", |word| word.text);
        let asks = |what: &str| kind == BlockKind::If && head.iter().any(|word| contains(word.text, what));
        let asks_options = asks("options");
        self.blocks.push(BlockFacts {
            kind,
            parent,
            server,
            first_header: None,
            roles: Vec::new(),
            auth: (None, false),
            service: (None, false),
            origin: None,
            hides_headers: false,
            passes: false,
            answers_well: asks_options,
            asks_options,
            returns: false,
            asks_origin: asks("origin"),
            answers_options: false,
            is_unknown: false,
            is_internal: path.starts_with('@'),
            is_token_service: !path.contains("v2") && (path.contains("token") || path.contains("auth")),
            names_v2: false,
            shows_registry: false,
            is_registry: false,
            is_asked_by_others: false,
            is_page: false,
            may_answer_options: false,
        });
        let names_v2 = path.contains("v2");
        self.blocks[server].names_v2 |= names_v2;
        self.blocks[server].is_registry |= names_v2;
    }

    fn directive(&mut self, review: &Review, tree: &Tree, number: usize, directive: &Directive) {
        let (at, words) = (directive.block, &directive.words);
        let word = |at: usize| words.get(at).map_or("", |word| word.text);
        let (server, parent) = (self.blocks[at].server, self.blocks[at].parent);
        let own = directive.opens.map_or(server, |opened| self.blocks[opened].server);
        self.blocks[own].shows_registry |= words.iter().any(|word| review.shows_registry(word.text));
        let block = &mut self.blocks[at];
        match word(0) {
            "auth_basic" => {
                let is_plain = word(1) != "off" && !word(1).contains('$');
                block.auth = (is_plain.then_some(number), true);
            }
            "proxy_pass" | "fastcgi_pass" | "uwsgi_pass" | "grpc_pass" => {
                block.passes = true;
                let to = word(1);
                self.blocks[server].is_registry |= to.contains(":5000") || to.contains("registry");
            }
            "return" => {
                let head = tree.head(at);
                let is_plain = !head.iter().any(|word| word.text.trim_start_matches('(').starts_with('!'));
                block.returns |= is_plain && word(1).starts_with('2');
                block.answers_well |= word(1).starts_with(['2', '3']);
                // `if ($request_method !~ "^(GET|OPTIONS)$") { return 405; }` answers all others.
                if block.asks_options && (is_plain || word(1).starts_with('2')) {
                    self.blocks[parent].answers_options = true;
                }
            }
            "set" | "rewrite" => block.is_unknown |= block.asks_options,
            "error_page" => {
                let is_page = |word: &str| ["401", "403", "404"].contains(&word);
                let may_answer =
                    |word: &Word| word.text.starts_with("=2") || (word.text.starts_with('4') && !is_page(word.text));
                block.is_unknown |= words.iter().any(may_answer);
            }
            "auth_request" => block.service = ((word(1) != "off").then_some(number), true),
            "allow" => block.is_unknown |= word(1) == "all",
            "include" if block.kind != BlockKind::Around => {
                let is_harmless =
                    ["mime.types", "_params", "proxy.conf", "ssl"].iter().any(|part| word(1).contains(part));
                block.is_unknown |= !is_harmless;
                block.hides_headers |= !is_harmless;
            }
            "internal" => block.is_internal = true,
            "server_name" => {
                let is_named =
                    |host: Option<&str>| host.is_some_and(|host| words[1..].iter().any(|word| word.is(host)));
                let is_registry = is_named(review.registry_host());
                block.is_registry |= is_registry || words[1..].iter().any(|word| contains(word.text, "registry"));
                block.is_asked_by_others |= is_registry;
                block.is_page = is_named(review.page_host()) && !is_registry;
            }
            "add_header" => {
                let is_origin = words.get(1).and_then(|word| setting::role(word.text)) == Some(Role::Origin);
                if is_origin && !word(2).is_empty() {
                    block.origin.get_or_insert(number);
                }
                self.blocks[server].is_registry |= is_origin;
                self.blocks[server].is_asked_by_others |= is_origin;
            }
            "add_header_inherit" => self.merges = true,
            "js_import" | "js_access" | "auth_jwt" => block.is_unknown = true,
            "js_header_filter" => block.hides_headers = true,
            name if name.contains("_by_lua") => {
                block.is_unknown = true;
                block.hides_headers |= name.starts_with("header_filter");
            }
            "OPTIONS" => self.maps_options = true,
            _ => {}
        }
    }

    /// The block whose `add_header` work in a block, where they allow an origin.
    pub fn holder(&self, tree: &Tree, block: usize) -> Option<usize> {
        let holder = tree.around(block).find(|around| self.blocks[*around].first_header.is_some())?;
        self.blocks[holder].roles.contains(&Role::Origin).then_some(holder)
    }

    /// The `if` that answers preflights for a location.
    pub fn preflight(&self, tree: &Tree, location: usize) -> Option<usize> {
        // What stands in the server works first.
        let mut around: Vec<usize> = tree.around(location).collect();
        around.reverse();
        let answer = |outer: usize| {
            let answers = |block: &BlockFacts| block.parent == outer && block.asks_options && block.returns;
            self.blocks.iter().skip(outer).take(MANY).position(answers).map(|at| outer + at)
        };
        around.into_iter().find_map(answer)
    }

    /// Whether something answers preflights before anybody is asked for a sign-in, or may.
    pub fn may_answer(&self, tree: &Tree, location: usize) -> bool {
        let mut around = tree.around(location).map(|around| &self.blocks[around]);
        around.any(|block| block.answers_options || block.is_unknown || block.may_answer_options)
    }

    /// Whether a registry answers under this block, as far as can be seen.
    pub fn is_of_registry(&self, block: usize, path: &str) -> bool {
        let server = &self.blocks[self.blocks[block].server];
        let fits = path.contains("v2") || (path == "/" && !server.names_v2);
        fits && server.is_registry && (!server.is_page || server.names_v2) && !self.blocks[block].is_internal
    }
}
