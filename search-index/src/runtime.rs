/// The search box: a classic script every page loads. It loads the rest when it is used.
pub const INTERFACE_JS: &str = include_str!("../runtime/interface.js");

/// The look of the search box, with fallbacks for every value of a theme.
pub const INTERFACE_CSS: &str = include_str!("../runtime/interface.css");

/// The engine behind the box, which plans, looks up and ranks: a classic script that `interface.js` loads.
pub const READER_JS: &str = include_str!("../runtime/reader.js");
