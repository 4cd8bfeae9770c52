//! The modules of a crate as its files say them: what each declares, brings in and names.
//!
//! Read with `syn`, so a group, a rename or a path in the middle of an expression is read as the compiler reads it. What it does
//! not know: types. A method of a type is no path, so who calls one is not seen; the type had to be named somewhere to get there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// How the text of a file is found; `None` where there is no such file.
pub type Files<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// A path as it is written, `super::words::count` for one.
pub type Names = Vec<String>;

/// A module: a file, or a part of one.
#[derive(Default)]
pub struct Module {
    /// The file that it stands in; tests stand in the file that they test.
    pub file: PathBuf,
    /// Its first ancestor, itself included, that is the root of a crate.
    pub root: usize,
    /// The module that it is declared in.
    pub parent: Option<usize>,
    /// The modules that it declares.
    pub children: BTreeMap<String, usize>,
    /// The items that it defines.
    pub declared: Vec<String>,
    /// In the root of a crate, macros that files below it put there, and those files.
    pub exported: BTreeMap<String, PathBuf>,
    /// The names that it brings in, and of what.
    pub brought: BTreeMap<String, Names>,
    /// The modules and enums all of whose names it brings in.
    pub globs: Vec<Names>,
    /// Every path in it, of its `use` lines too.
    pub paths: Vec<Names>,
}

/// Reads a crate from its root on, and adds its modules; returns the root.
pub fn read(root: &Path, files: Files, modules: &mut Vec<Module>) -> usize {
    let folder = root.parent().expect("a folder").to_path_buf();
    let place = modules.len();
    modules.push(Module { file: root.to_path_buf(), root: place, ..Module::default() });
    let text = files(root).unwrap_or_else(|| panic!("{} is not there", root.display()));
    Reader { files, modules, here: place, folder: folder.clone(), beside: folder, is_tests: false }.read(root, &text);
    place
}

struct Reader<'a> {
    files: Files<'a>,
    modules: &'a mut Vec<Module>,
    here: usize,
    /// Where the files of the modules stand that this one declares.
    folder: PathBuf,
    /// The folder of the file itself, from which a `#[path]` is meant.
    beside: PathBuf,
    is_tests: bool,
}

impl Reader<'_> {
    fn read(&mut self, file: &Path, text: &str) {
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.visit_file(&parsed);
    }

    fn module(&mut self) -> &mut Module {
        &mut self.modules[self.here]
    }

    fn declare(&mut self, name: &syn::Ident) {
        self.module().declared.push(name.to_string());
    }

    /// Goes into a module that is declared here, and comes back.
    fn child(&mut self, module: &syn::ItemMod) {
        let name = module.ident.to_string();
        let is_tests = self.is_tests || name == "tests";
        let of_path = module.attrs.iter().find_map(path_of).map(|path| self.beside.join(path));
        let in_folder = self.folder.join(&name);
        let candidates = match of_path {
            Some(path) => vec![path],
            None => vec![in_folder.with_extension("rs"), in_folder.join("mod.rs")],
        };
        let found = match module.content {
            Some(_) => None,
            None => candidates.into_iter().find_map(|file| Some((flat(&file), (self.files)(&flat(&file))?))),
        };
        assert!(module.content.is_some() || found.is_some(), "no file for the module {name} in {:?}", self.folder);
        let file = match &found {
            Some((file, _)) if !is_tests => file.clone(),
            _ => self.modules[self.here].file.clone(),
        };
        let place = self.modules.len();
        let root = self.modules[self.here].root;
        self.modules.push(Module { file, root, parent: Some(self.here), ..Module::default() });
        self.module().children.insert(name.clone(), place);
        let (folder, beside) = match &found {
            // A file with a path of its own, and one called mod.rs, has its children beside it.
            Some((file, _)) if module.attrs.iter().any(|one| path_of(one).is_some()) || file.ends_with("mod.rs") => {
                let beside = file.parent().expect("a folder").to_path_buf();
                (beside.clone(), beside)
            }
            Some((file, _)) => (file.with_extension(""), file.parent().expect("a folder").to_path_buf()),
            None => (in_folder, self.beside.clone()),
        };
        let mut reader = Reader { files: self.files, modules: self.modules, here: place, folder, beside, is_tests };
        match (&module.content, &found) {
            (Some((_, items)), _) => items.iter().for_each(|item| reader.visit_item(item)),
            (None, Some((file, text))) => reader.read(file, text),
            (None, None) => {}
        }
    }

    fn bring(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.bring(&with(&path.ident), &path.tree),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.bring(before, tree)),
            syn::UseTree::Name(name) if name.ident == "self" => self.bring_as(before.last().cloned(), before.to_vec()),
            syn::UseTree::Name(name) => self.bring_as(Some(name.ident.to_string()), with(&name.ident)),
            syn::UseTree::Rename(rename) if rename.ident == "self" => {
                self.bring_as(Some(rename.rename.to_string()), before.to_vec())
            }
            syn::UseTree::Rename(rename) => self.bring_as(Some(rename.rename.to_string()), with(&rename.ident)),
            syn::UseTree::Glob(_) => self.module().globs.push(before.to_vec()),
        }
    }

    fn bring_as(&mut self, name: Option<String>, path: Names) {
        self.module().paths.push(path.clone());
        if let Some(name) = name {
            self.module().brought.insert(name, path);
        }
    }

    /// The paths in what a macro is given: it is no code yet, so its words are read one by one.
    fn words(&mut self, tokens: TokenStream) {
        let mut path = Names::new();
        let (mut colons, mut dots) = (0, 0);
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    dots = 0;
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == '.' => {
                    self.end(&mut path);
                    dots += 1;
                }
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    // A field or a method is no path.
                    if dots != 1 {
                        path.push(ident.to_string());
                    }
                    dots = 0;
                }
                TokenTree::Group(group) => {
                    self.end(&mut path);
                    self.words(group.stream());
                    dots = 0;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    self.end(&mut path);
                    dots = 0;
                }
            }
            colons = 0;
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Names) {
        if !path.is_empty() {
            let path = std::mem::take(path);
            self.module().paths.push(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        use syn::Item::{Const, Enum, Fn, Macro, Mod, Static, Struct, Trait, TraitAlias, Type, Union};
        match item {
            Mod(module) => return self.child(module),
            Const(item) => self.declare(&item.ident),
            Enum(item) => self.declare(&item.ident),
            Fn(item) => self.declare(&item.sig.ident),
            Macro(item) => {
                if let Some(name) = &item.ident {
                    self.declare(name);
                    if item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
                        let (root, file) = (self.module().root, self.module().file.clone());
                        self.modules[root].exported.insert(name.to_string(), file);
                    }
                }
            }
            Static(item) => self.declare(&item.ident),
            Struct(item) => self.declare(&item.ident),
            Trait(item) => self.declare(&item.ident),
            TraitAlias(item) => self.declare(&item.ident),
            Type(item) => self.declare(&item.ident),
            Union(item) => self.declare(&item.ident),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    /// A macro may make modules of the names that it is given, and then names what is in them.
    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        visit::visit_item_macro(self, item);
        for token in item.mac.tokens.clone() {
            let TokenTree::Ident(name) = token else { continue };
            let file = self.folder.join(name.to_string()).with_extension("rs");
            if self.module().children.contains_key(&name.to_string()) || (self.files)(&file).is_none() {
                continue;
            }
            let line = format!("mod {name};");
            self.child(&syn::parse_str(&line).expect("a line that declares a module"));
            self.module().paths.push(vec![name.to_string(), "_".to_owned()]);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.bring(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.module().paths.push(names);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.words(call.tokens.clone());
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

/// What `#[path = "…"]` says.
fn path_of(attribute: &syn::Attribute) -> Option<String> {
    let value = &attribute.meta.require_name_value().ok().filter(|meta| meta.path.is_ident("path"))?.value;
    match value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

/// A path without `..`.
fn flat(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut flat, part| {
        match part {
            std::path::Component::ParentDir => {
                flat.pop();
            }
            part => flat.push(part),
        }
        flat
    })
}
