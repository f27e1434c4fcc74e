//! The zip: the page to open first, and the site in a folder.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, DateTime, System, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{GUIDE_FOLDER, START_PATH, start_page};
use crate::{Error, Manifest, Result};

/// The bytes of the zip: by name, without folders, clock and rights of one machine.
///
/// `files` are the paths in the site that belong into it.
pub(super) fn zip(
    manifest: &Manifest,
    files: &[String],
    read: &dyn Fn(&str) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .system(System::Unix);
    let mut names: Vec<String> = files.iter().map(|path| format!("{GUIDE_FOLDER}{path}")).collect();
    names.push(START_PATH.to_owned());
    names.sort_unstable();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        let bytes = match name.strip_prefix(GUIDE_FOLDER) {
            Some(path) => read(path)?,
            None => start_page(manifest).into_bytes(),
        };
        writer.start_file(&*name, options).map_err(|error| refused(&name, &error))?;
        writer.write_all(&bytes).map_err(|error| refused(&name, &error.into()))?;
    }
    Ok(writer.finish().map_err(|error| refused("zip", &error))?.into_inner())
}

fn refused(name: &str, error: &ZipError) -> Error {
    Error::Package(format!("`{name}` を zip に入れられません({error})"))
}
