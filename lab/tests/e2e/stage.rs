//! What a story is given, and what happens around it.

use std::env;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::{Result, anyhow};
use lab::browser::{Browser, Engine};
use lab::folders;
use lab::page::Page;
use lab::setup::{Plan, Setup};
use libtest_mimic::Failed;

use crate::browsers;

/// What a story is given.
pub struct Stage {
    /// An open browser.
    pub browser: Browser,
    /// The folder of the built page.
    pub page: PathBuf,
}

/// What a story does.
pub type Run = Arc<dyn Fn(Arc<Stage>) -> Pin<Box<dyn Future<Output = Result<()>>>> + Send + Sync>;

/// A named story.
pub struct Story {
    /// Its name, which is also its file's.
    pub name: &'static str,
    /// The engines that it is told in.
    pub engines: &'static [Engine],
    /// The page that it is told of.
    pub page: Page,
    /// Whether it is told only to whoever asks for it.
    pub on_request: bool,
    /// What it does.
    pub run: Run,
}

/// Makes a story of an async function.
pub fn story<F, Fut>(name: &'static str, run: F) -> Story
where
    F: Fn(Arc<Stage>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<()>> + 'static,
{
    let run: Run = Arc::new(move |stage| Box::pin(run(stage)));
    Story { name, engines: &Engine::ALL, page: Page::Released, on_request: false, run }
}

impl Story {
    /// The same story in some engines only.
    pub fn in_engines(self, engines: &'static [Engine]) -> Story {
        Story { engines, ..self }
    }

    /// The same story, of another page than the released one.
    pub fn of_page(self, page: Page) -> Story {
        Story { page, ..self }
    }

    /// The same story, only for whoever asks for it by name.
    pub fn on_request(self) -> Story {
        Story { on_request: true, ..self }
    }
}

impl Stage {
    /// Starts a set-up with the built page.
    pub async fn start(&self, plan: Plan) -> Result<Setup> {
        plan.start(&self.page).await
    }
}

/// How long a story may take; a driver that never answers ends here.
const WITHIN: Duration = Duration::from_secs(240);

/// WebKitGTK 2.50 without compositing never answers when asked for a picture of some pages.
const PICTURE_WITHIN: Duration = Duration::from_secs(10);

/// Runs a story in an engine.
pub fn perform(name: &str, engine: Engine, page: Page, run: &Run) -> Result<(), Failed> {
    let result = browsers::RUNTIME.block_on(async {
        let stage = Arc::new(Stage { browser: browsers::take(engine).await?, page: folder_of(page)? });
        let result = tokio::time::timeout(WITHIN, run(Arc::clone(&stage))).await;
        let result = result.unwrap_or_else(|_| Err(anyhow!("the story did not end within {WITHIN:?}")));
        match result {
            Ok(()) => {
                if let Some(stage) = Arc::into_inner(stage) {
                    browsers::give_back(stage.browser).await;
                }
                Ok(())
            }
            Err(error) => {
                let picture = folders::target().join("e2e").join(name).with_extension("png");
                let taken = tokio::time::timeout(PICTURE_WITHIN, stage.browser.screenshot(&picture)).await;
                let seen = match taken {
                    Ok(Ok(())) => format!("picture: {}", picture.display()),
                    Ok(Err(error)) => format!("no picture: {error:#}"),
                    Err(_) => "no picture: the driver gave none".to_owned(),
                };
                Err(error.context(seen))
            }
        }
    });
    // Some of the alternate form's lines are what the driver printed.
    result.map_err(|error| Failed::from(format!("{error:#}")))
}

/// The folder of the released page.
pub fn built_page() -> Result<PathBuf> {
    folder_of(Page::Released)
}

/// The folder of a page: the one that `cargo lab test` built, or one built now, once for all stories.
pub fn folder_of(page: Page) -> Result<PathBuf> {
    static RELEASED: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    static QUICK: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let (folder, named) = match page {
        Page::Released => (&RELEASED, env::var_os("PIERGLASS_PAGE")),
        Page::Quick => (&QUICK, None),
    };
    let folder = folder.get_or_init(|| match named {
        Some(folder) => Ok(folder.into()),
        None => page.build().map_err(|error| format!("{error:#}")),
    });
    folder.clone().map_err(|error| anyhow!(error))
}
