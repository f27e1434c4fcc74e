//! The browser's half: what pages load.

/// The search box: a classic script every page loads. It loads the rest when it is used.
pub const INTERFACE_JS: &str = include_str!("../runtime/interface.js");

/// The look of the search box, with fallbacks for every value of a theme.
pub const INTERFACE_CSS: &str = include_str!("../runtime/interface.css");

/// The engine behind the box, which loads the index, looks up and ranks: a classic script that `interface.js` loads when
/// the box is used. `build.rs` makes it of `query.js` and `reader.js`.
pub const ENGINE_JS: &str = include_str!(concat!(env!("OUT_DIR"), "/engine.js"));

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
        let n_bytes = compressed_bytes(ENGINE_JS);
        println!("{n_bytes}");
        assert!(n_bytes <= 8 * 1024, "the engine has {n_bytes} bytes, compressed as servers do");
    }
}
