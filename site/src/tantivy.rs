//! Search for a book whose pages mdBook itself makes: `[output.tantivy]` beside `[output.html]`.
//!
//! The backend puts the index into `search/` of the finished html; a script named in `additional-js`, which
//! [`install_tantivy`] puts into the book, adds the box to every page.

use std::fs;
use std::path::{Path, PathBuf};

use mdbook_renderer::{RenderContext, Renderer};
use search_index::{ENGINE_JS, File, INTERFACE_CSS, INTERFACE_JS, Index};
use serde::Deserialize;

use crate::pages::SEARCH_FOLDER;
use crate::{Error, Options, Result, sections};

const SCRIPT: &str = include_str!("../assets/mdbook-tantivy.js");
const STYLE: &str = include_str!("../assets/mdbook-tantivy.css");

/// Where the script goes, from the book's root.
const SCRIPT_PATH: &str = "theme/mdbook-tantivy.js";

/// The backend under plain `mdbook build`: `[output.tantivy]`, as program `mdbook-tantivy` or through `with_renderer`.
///
/// It writes into the folder of mdBook's html, which mdBook has made just before: backends run in the order of their
/// names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tantivy;

/// The keys of `[output.tantivy]`: mdBook's own.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "command")]
    _command: Option<String>,
    #[serde(rename = "optional")]
    _optional: Option<bool>,
}

impl Renderer for Tantivy {
    fn name(&self) -> &str {
        "tantivy"
    }

    fn render(&self, ctx: &RenderContext) -> anyhow::Result<()> {
        Ok(write(ctx)?)
    }
}

/// Puts the script of the search box into the folder of a book, over an older one, and gives its path.
///
/// # Errors
///
/// `root` holds no `book.toml`, or the file cannot be written.
pub fn install_tantivy(root: &Path) -> Result<PathBuf> {
    if !root.join("book.toml").is_file() {
        return Err(Error::Mdbook(format!("`{}` に book.toml がありません", crate::error::shown(root))));
    }
    let script = root.join(SCRIPT_PATH);
    let folder = root.join("theme");
    fs::create_dir_all(&folder).map_err(|error| Error::file("作成", &folder, error))?;
    fs::write(&script, SCRIPT).map_err(|error| Error::file("書き込み", &script, error))?;
    Ok(script)
}

fn write(ctx: &RenderContext) -> Result<()> {
    let wrong = |error: anyhow::Error| Error::Mdbook(format!("[output.tantivy] に誤りがあります: {error:#}"));
    ctx.config.get::<Table>("output.tantivy").map_err(wrong)?;
    let html = html_folder(ctx)?;
    let options = Options::from_config(&ctx.config)?;
    let files = Index::new(sections(&ctx.book, &options))?.export();
    let folder = html.join(SEARCH_FOLDER);
    fs::create_dir_all(&folder).map_err(|error| Error::file("作成", &folder, error))?;
    for File { name, bytes } in files.into_iter().chain(scripts()) {
        let file = folder.join(name);
        fs::write(&file, bytes).map_err(|error| Error::file("書き込み", &file, error))?;
    }
    // mdBook makes a folder for every backend; ours stays empty.
    let _ = fs::remove_dir(&ctx.destination);
    Ok(())
}

fn scripts() -> [File; 3] {
    let file = |name: &str, text: &str| File { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    [
        file("engine.js", ENGINE_JS),
        file("interface.js", INTERFACE_JS),
        file("interface.css", &format!("{INTERFACE_CSS}{STYLE}")),
    ]
}

/// Where mdBook has written its html in this run.
fn html_folder(ctx: &RenderContext) -> Result<PathBuf> {
    let html = ctx.destination.with_file_name("html");
    match html.join("index.html").is_file() {
        true => Ok(html),
        false => {
            let help = "[output.tantivy] は [output.html] と一緒に使います。book.toml に [output.html] を書いてください";
            Err(Error::Mdbook(format!(
                "`{}` に mdBook のページがありません。{help}",
                crate::error::shown(&html)
            )))
        }
    }
}
