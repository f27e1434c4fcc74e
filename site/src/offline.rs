//! Over https: what keeps a copy of the site on a reader's device, and what is shown without login.

use crate::SERVICE_WORKER_PATH;

/// Where the script of every page lies, up to the hash in its name.
const SCRIPT_STEM: &str = "assets/guide-offline";

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
}
