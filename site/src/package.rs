//! Packages: a finished site as a zip, as one HTML file and as a folder for a server.

mod single; // the one HTML file

pub use crate::package::single::{is_in_single, single};
