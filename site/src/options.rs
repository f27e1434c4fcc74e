use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::path::PathBuf;

use mdbook_renderer::config::Config;
use serde::Deserialize;

use crate::{Code, Error, Result};

/// Days a copy may be read where the book does not say.
const OFFLINE_DAYS: u32 = 30;

/// How a book becomes a site: `[output.guide]` together with what `[book]` says.
#[derive(Debug, Clone)]
pub struct Options {
    /// The book's title; empty when it has none.
    pub title: String,
    /// Language of the text (`lang`), `ja` unless the book says otherwise.
    pub language: String,
    /// One sentence on the whole book; empty when it has none.
    pub description: String,
    /// Folder of the chapters, from the book's root.
    pub src: PathBuf,
    /// Folder mdBook builds into, from the book's root; never copied even when it lies in `src`.
    pub build_dir: PathBuf,
    /// The edition the header shows, 令和7年度版.
    pub edition: Option<String>,
    /// Text at the foot of every page: what the guide is not.
    pub disclaimer: Option<String>,
    /// The day of the book, `2026-11-22`: that of `[output.guide]`, otherwise that of the checklists.
    pub date: Option<String>,
    /// Whether readers over https may keep a copy that is read offline.
    pub offline: bool,
    /// How many days a copy may be read after the server last said that its reader is logged in; at least 1, 30 by default.
    pub offline_days: u32,
    /// Where readers log out of the server, from the site's top or from `/`.
    pub sign_out: Option<String>,
    /// Chapter that lists what the book treats by subject, from `src`; the search offers it when it finds nothing.
    pub topics: Option<String>,
    /// Chapter that says whom to ask, from `src`; the search offers it when it finds nothing.
    pub consultation: Option<String>,
    /// Folder of the theme, from the book's root.
    pub theme: PathBuf,
    /// Whether numbers (1.2.) stand before chapter names.
    pub section_numbers: bool,
    /// `--` becomes a dash and so on, as in mdBook's html.
    pub smart_punctuation: bool,
    /// Definition lists, as in mdBook's html.
    pub definition_lists: bool,
    /// `> [!NOTE]`, as in mdBook's html.
    pub admonitions: bool,
    /// Prefix of hidden code lines by language.
    pub hidelines: BTreeMap<String, String>,
    /// Whether the site can be searched.
    pub search: bool,
    /// The kind (種類) search gives to pages that do not say theirs; `None` when they have none.
    pub search_kind: Option<String>,
    /// Kinds of findings that only warn. All of them when the book has no `[output.guide]`.
    pub tolerate: BTreeSet<Code>,
}

/// The keys of `[output.guide]`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    edition: Option<String>,
    disclaimer: Option<String>,
    date: Option<String>,
    offline: Option<bool>,
    offline_days: Option<NonZeroU32>,
    sign_out: Option<String>,
    topics: Option<String>,
    consultation: Option<String>,
    theme: Option<PathBuf>,
    section_numbers: bool,
    smart_punctuation: Option<bool>,
    definition_lists: Option<bool>,
    admonitions: Option<bool>,
    hidelines: Option<BTreeMap<String, String>>,
    search: Option<bool>,
    search_kind: Option<String>,
    tolerate: BTreeSet<Code>,
    /// mdBook's own: the program to start.
    #[serde(rename = "command")]
    _command: Option<String>,
    /// mdBook's own: whether the program may be missing.
    #[serde(rename = "optional")]
    _optional: Option<bool>,
}

impl Options {
    /// Reads the options of a book. Where `[output.guide]` is silent, `[output.html]` counts, so that
    /// heading ids and page paths are those of mdBook's own html.
    ///
    /// # Errors
    ///
    /// An unknown key or a value of the wrong type.
    pub fn from_config(config: &Config) -> Result<Options> {
        let wrong = |error: anyhow::Error| Error::Options(translated(&format!("{error:#}")));
        let table: Option<Table> = config.get("output.guide").map_err(wrong)?;
        let tolerate = match &table {
            Some(table) => table.tolerate.clone(),
            None => Code::ALL.into_iter().filter(|code| !decides_paths(*code)).collect(),
        };
        let table = table.unwrap_or_default();
        let html = config.html_config().unwrap_or_default();
        Ok(Options {
            title: config.book.title.clone().unwrap_or_default(),
            language: config.book.language.clone().unwrap_or_else(|| "ja".into()),
            description: config.book.description.clone().unwrap_or_default(),
            src: config.book.src.clone(),
            build_dir: config.build.build_dir.clone(),
            edition: table.edition,
            disclaimer: table.disclaimer,
            date: table.date.or_else(|| config.get("preprocessor.checklist.date").ok().flatten()),
            offline: table.offline.unwrap_or(false),
            offline_days: table.offline_days.map_or(OFFLINE_DAYS, NonZeroU32::get),
            sign_out: table.sign_out,
            topics: table.topics,
            consultation: table.consultation,
            theme: table.theme.unwrap_or_else(|| "theme".into()),
            section_numbers: table.section_numbers,
            smart_punctuation: table.smart_punctuation.unwrap_or(html.smart_punctuation),
            definition_lists: table.definition_lists.unwrap_or(html.definition_lists),
            admonitions: table.admonitions.unwrap_or(html.admonitions),
            hidelines: table.hidelines.unwrap_or_else(|| html.code.hidelines.into_iter().collect()),
            search: table.search.unwrap_or(true),
            search_kind: table.search_kind.filter(|kind| !kind.is_empty()),
            tolerate,
        })
    }
}

/// Findings about where a page is written stop even a book that never asked for our checks.
fn decides_paths(code: Code) -> bool {
    matches!(code, Code::PagePath | Code::PathClash | Code::ReservedPath)
}

/// The parser's message with the part editors meet most put into Japanese.
fn translated(message: &str) -> String {
    let Some(start) = message.find("unknown field `") else { return message.to_owned() };
    let rest = &message[start + "unknown field `".len()..];
    let key = rest.split('`').next().unwrap_or_default();
    format!(
        "`{key}` というキーはありません。使えるキー: edition, disclaimer, date, offline, offline-days, sign-out, topics, consultation, theme, section-numbers, smart-punctuation, definition-lists, admonitions, hidelines, search, search-kind, tolerate"
    )
}
