/// The search box: a classic script every page loads. It loads the rest when it is used.
pub const INTERFACE_JS: &str = include_str!("../runtime/interface.js");

/// The look of the search box, with fallbacks for every value of a theme.
pub const INTERFACE_CSS: &str = include_str!("../runtime/interface.css");

/// What a query means: a classic script that `interface.js` loads when the box is used, before [`READER_JS`].
pub const QUERY_JS: &str = include_str!("../runtime/query.js");

/// The engine behind the box, which loads the index, looks up and ranks: a classic script that needs [`QUERY_JS`].
pub const READER_JS: &str = include_str!("../runtime/reader.js");

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
    fn each_script_of_the_engine_is_small() {
        for (name, script) in [("query.js", QUERY_JS), ("reader.js", READER_JS)] {
            let n_bytes = compressed_bytes(script);
            println!("{name}: {n_bytes}");
            assert!(n_bytes <= 8192, "{name} has {n_bytes} bytes, compressed as servers do");
        }
    }
}
