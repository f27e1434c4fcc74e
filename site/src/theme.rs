//! Templates, styles and scripts: ours, and what the book's theme puts over them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mdbook_core::utils::escape_html_attribute;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use search_index::{ENGINE_JS, INTERFACE_CSS, INTERFACE_JS};
use sha2::{Digest, Sha256};

use crate::{Error, Result, offline};

/// Our templates by name; a theme may replace each.
const TEMPLATES: [(&str, &str); 9] = [
    ("frame.html", include_str!("../templates/frame.html")),
    ("navigation.html", include_str!("../templates/navigation.html")),
    ("page.html", include_str!("../templates/page.html")),
    ("contents.html", include_str!("../templates/contents.html")),
    ("search.html", include_str!("../templates/search.html")),
    ("hub.html", include_str!("../templates/hub.html")),
    ("device.html", include_str!("../templates/device.html")),
    ("signed-out.html", include_str!("../templates/signed-out.html")),
    ("expired.html", include_str!("../templates/expired.html")),
];

const STYLE: &str = include_str!("../assets/guide.css");
const SCRIPT: &str = include_str!("../assets/guide.js");
const OFFLINE_STYLE: &str = include_str!("../assets/offline.css");
const ICON: &str = include_str!("../assets/icon.svg");

/// A file every page uses. Its name carries a hash of its content.
#[derive(Debug)]
pub(crate) struct Asset {
    /// From the site's top.
    pub(crate) path: String,
    pub(crate) content: String,
}

impl Asset {
    /// The asset `stem-HASH.extension`.
    fn new(stem: &str, extension: &str, content: String) -> Asset {
        let hash: String =
            Sha256::digest(content.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Asset { path: format!("{stem}-{hash}.{extension}"), content }
    }
}

/// What all pages share.
#[derive(Debug)]
pub(crate) struct Theme {
    pub(crate) templates: Environment<'static>,
    pub(crate) style: Asset,
    pub(crate) script: Asset,
    /// The search box.
    pub(crate) search_script: Asset,
    /// What the search box loads when it is used.
    pub(crate) engine: Asset,
    /// The scripts of the desk by name.
    pub(crate) desk: BTreeMap<&'static str, Asset>,
    pub(crate) icon: Asset,
    /// What every page does where there is a login; [`offline`] says when it is written.
    pub(crate) offline_script: Asset,
    /// What the page about the offline copy does.
    pub(crate) device_script: Asset,
}

impl Theme {
    /// Our theme with the overrides in `folder`, which need not exist.
    ///
    /// # Errors
    ///
    /// A template that does not parse, a template name we do not have, a file that cannot be read.
    pub(crate) fn load(folder: &Path) -> Result<Theme> {
        refuse_unknown_templates(folder)?;
        let mut templates = environment();
        for (name, ours) in TEMPLATES {
            let source = read_if_there(&folder.join(name))?.unwrap_or_else(|| ours.to_owned());
            templates.add_template_owned(name, source).map_err(|error| template_error(name, &error))?;
        }
        let extra = read_if_there(&folder.join("extra.css"))?;
        let style = [&[STYLE, INTERFACE_CSS][..], &desk::STYLES, &[OFFLINE_STYLE]].concat().join("\n");
        let style = match extra {
            Some(extra) => format!("{style}\n/* theme/extra.css */\n{extra}"),
            None => style,
        };
        let icon = read_if_there(&folder.join("icon.svg"))?.unwrap_or_else(|| ICON.to_owned());
        Ok(Theme {
            templates,
            style: Asset::new("assets/guide", "css", style),
            script: Asset::new("assets/guide", "js", SCRIPT.to_owned()),
            search_script: Asset::new("assets/guide-search", "js", INTERFACE_JS.to_owned()),
            engine: Asset::new("search/engine", "js", ENGINE_JS.to_owned()),
            desk: desk::SCRIPTS.iter().map(|script| (script.name, desk_asset(script))).collect(),
            icon: Asset::new("assets/guide", "svg", icon),
            offline_script: Asset::new(offline::SCRIPT_STEM, "js", offline::SCRIPT.to_owned()),
            device_script: Asset::new("assets/guide-device", "js", offline::DEVICE_SCRIPT.to_owned()),
        })
    }

    /// The files all pages use, with or without those of the search, of the desk and of the offline copy, sorted by path.
    pub(crate) fn assets(&self, has_search: bool, has_desk: bool, is_offline: bool) -> Vec<&Asset> {
        let mut assets = vec![&self.style, &self.script, &self.icon];
        if has_search {
            assets.extend([&self.search_script, &self.engine]);
        }
        if has_desk {
            assets.extend(self.desk.values());
        }
        if is_offline {
            assets.extend([&self.offline_script, &self.device_script]);
        }
        assets.sort_by(|a, b| a.path.cmp(&b.path));
        assets
    }

    /// Path of a script of the desk.
    pub(crate) fn desk_script(&self, name: &str) -> &str {
        &self.desk[name].path
    }

    /// Fills a template.
    ///
    /// # Errors
    ///
    /// A name the template uses and we do not give, with its line.
    pub(crate) fn render(&self, name: &str, context: Value) -> Result<String> {
        let template = self.templates.get_template(name).map_err(|error| template_error(name, &error))?;
        template.render(context).map_err(|error| template_error(name, &error))
    }
}

fn desk_asset(script: &desk::Script) -> Asset {
    Asset::new(&format!("assets/guide-desk-{}", script.name), "js", script.text.to_owned())
}

/// Strict about unknown names; escapes everything but what we mark as HTML.
pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("only whitespace differs from the default"));
    // The built-in escape also turns `/` into five characters, and pages are full of addresses.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => {
            out.write_str(&escape_html_attribute(text)).map_err(|_| minijinja::ErrorKind::WriteFailure.into())
        }
        _ if value.kind() == ValueKind::None => Ok(()),
        _ => minijinja::escape_formatter(out, state, value),
    });
    environment
}

fn read_if_there(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file("読み込み", path, error)),
    }
}

/// A misspelt template would silently do nothing.
fn refuse_unknown_templates(folder: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    let mut names: Vec<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    names.sort();
    let unknown = names
        .into_iter()
        .find(|name| name.ends_with(".html") && !TEMPLATES.iter().any(|(known, _)| known == name));
    match unknown {
        None => Ok(()),
        Some(file) => {
            let known = TEMPLATES.map(|(name, _)| name).join(", ");
            Err(Error::Theme {
                file,
                line: None,
                message: format!("この名前のテンプレートはありません。使える名前: {known}"),
            })
        }
    }
}

/// The innermost error says where the mistake is; those around it say who included the template.
fn template_error(name: &str, error: &minijinja::Error) -> Error {
    use std::error::Error as _;
    if let Some(inner) = error.source().and_then(|source| source.downcast_ref::<minijinja::Error>()) {
        return template_error(inner.name().unwrap_or(name), inner);
    }
    let file = error.name().unwrap_or(name).to_owned();
    let detail = error.detail().map_or(String::new(), |detail| format!(" ({detail})"));
    let message = match error.kind() {
        minijinja::ErrorKind::UndefinedError => format!("この行の名前に当たる値がありません{detail}"),
        minijinja::ErrorKind::SyntaxError => format!("テンプレートの書き方が正しくありません{detail}"),
        minijinja::ErrorKind::TemplateNotFound => format!("読み込むテンプレートがありません{detail}"),
        kind => format!("{kind}{detail}"),
    };
    Error::Theme { file, line: error.line(), message }
}
