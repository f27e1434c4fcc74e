//! Over https: what keeps a copy of the site on a reader's device, and what is shown without login.
//!
//! `assets/sw.js` says how a copy is kept. What may be read without login does not depend on the book, so that a server
//! may give it out at any time and to anybody.

use minijinja::{Value, context};

use crate::policy::POLICY;
use crate::theme::Theme;
use crate::{Result, SERVICE_WORKER_PATH};

/// Where the script of every page lies, up to the hash in its name.
pub(crate) const SCRIPT_STEM: &str = "assets/guide-offline";
pub(crate) const SCRIPT: &str = include_str!("../assets/offline.js");
pub(crate) const DEVICE_SCRIPT: &str = include_str!("../assets/device.js");
/// Tells browsers how to show the site among their bookmarks.
pub(crate) const WEB_MANIFEST_PATH: &str = "public/guide.webmanifest";

/// The files only a server has a use for, by path, with their content.
///
/// # Errors
///
/// A template that cannot be filled.
pub(crate) fn server_files(theme: &Theme, language: &str) -> Result<[(&'static str, String); 7]> {
    let policy = Value::from_safe_string(POLICY.to_owned());
    let page = |name| theme.render(name, context! { language, policy => policy.clone() });
    Ok([
        (SERVICE_WORKER_PATH, include_str!("../assets/sw.js").to_owned()),
        (WEB_MANIFEST_PATH, include_str!("../assets/public/guide.webmanifest").to_owned()),
        ("public/icon.svg", include_str!("../assets/icon.svg").to_owned()),
        ("public/notice.css", include_str!("../assets/public/notice.css").to_owned()),
        ("public/notice.js", include_str!("../assets/public/notice.js").to_owned()),
        ("public/signed-out.html", page("signed-out.html")?),
        ("public/expired.html", page("expired.html")?),
    ])
}

/// Whether the script at a path of a site may ask the server: only what keeps the offline copy may.
pub(crate) fn may_ask(path: &str) -> bool {
    path == SERVICE_WORKER_PATH
        || path.strip_prefix(SCRIPT_STEM).is_some_and(|rest| rest.starts_with('-') && !rest.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_keeps_the_offline_copy_may_ask_the_server() {
        assert!(may_ask("sw.js") && may_ask("assets/guide-offline-0011aabb.js"));
        for path in ["a/sw.js", "assets/guide-offline-x/a.js", "assets/guide-offline.js", "assets/guide.js"] {
            assert!(!may_ask(path), "{path}");
        }
    }

    #[test]
    fn the_worker_saves_every_file_it_shows_in_place_of_the_guide() {
        let worker = include_str!("../assets/sw.js");
        let theme = Theme::load(std::path::Path::new("no theme")).expect("our theme");
        let files = server_files(&theme, "ja").expect("our templates");
        for (path, _) in
            files.iter().filter(|(path, _)| path.starts_with("public/") && *path != WEB_MANIFEST_PATH)
        {
            assert!(worker.contains(&format!("'{path}'")), "{path}");
        }
    }
}
