//! The browser's half: what pages load.

/// The search box: a classic script every page loads. It loads the rest when it is used.
pub const INTERFACE_JS: &str = include_str!("../runtime/interface.js");

/// The look of the search box, with fallbacks for every value of a theme.
pub const INTERFACE_CSS: &str = include_str!("../runtime/interface.css");

const QUERY_JS: &str = include_str!("../runtime/query.js");
const READER_JS: &str = include_str!("../runtime/reader.js");

/// The engine behind the box, which loads the index, looks up and ranks: a classic script that `interface.js` loads when the
/// box is used. It is `query.js` and `reader.js` without their comments and indents.
pub fn engine_js() -> String {
    format!("{COMPILE_AT_ONCE}{}", [QUERY_JS, READER_JS].map(without_comments).concat())
}

/// Asks Chromium to compile every function while the script comes, beside the page's own work; a comment for others.
/// The first query needs nearly all of them.
const COMPILE_AT_ONCE: &str = "//# allFunctionsCalledOnLoad\n";

/// Lines without `/* … */`, without indents, and without those that are empty then or begin with `//`.
///
/// Knows no strings: a script of ours must not have `/*` in one, nor one over several lines.
fn without_comments(script: &str) -> String {
    let mut parts = script.split("/*");
    let mut text = parts.next().unwrap_or_default().to_owned();
    text.extend(parts.filter_map(|part| part.split_once("*/")).map(|(_comment, code)| code));
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn compressed_bytes(script: &str) -> usize {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(script.as_bytes()).unwrap();
        encoder.finish().unwrap().len()
    }

    #[test]
    fn the_engine_is_small() {
        let n_bytes = compressed_bytes(&engine_js());
        println!("{n_bytes}");
        assert!(n_bytes <= 11 * 1024, "the engine has {n_bytes} bytes, compressed as servers do");
    }

    #[test]
    fn only_comments_are_left_out() {
        let script =
            "/*\n * What it is.\n */\n(() => {\n    // Why.\n    f(/** @type {any} */ (x), '//');\n\n})();\n";
        assert_eq!(without_comments(script), "(() => {\nf( (x), '//');\n})();\n");
        for script in [QUERY_JS, READER_JS] {
            assert!(
                script.lines().all(|line| line.matches('`').count() % 2 == 0),
                "a string over several lines"
            );
            assert!(script.split("/*").skip(1).all(|part| part.contains("*/")), "a comment in a comment");
        }
    }
}
