use crate::{Manifest, Result};

/// A site as one HTML file that works from a disk.
///
/// `read` gives the bytes of a file of the site by its path in `manifest`. The same files give the same text.
///
/// # Errors
///
/// What `read` says.
pub fn single(manifest: &Manifest, read: &dyn Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
    let _ = (manifest, read);
    Ok(String::new())
}
