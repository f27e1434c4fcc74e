//! Zip archives with the same bytes each time.

use std::io::{Cursor, Read, Write};

use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// Packs the files of an archive anew: by name, without folders, clock and rights of one machine.
pub(crate) fn repacked(archive: Vec<u8>) -> ZipResult<Vec<u8>> {
    pack(&unpacked(archive)?)
}

/// Names and contents of the files of an archive, by name.
pub(crate) fn unpacked(archive: Vec<u8>) -> ZipResult<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(archive))?;
    let mut files = Vec::new();
    for idx in 0..archive.len() {
        let mut file = archive.by_index(idx)?;
        if file.is_file() {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            files.push((file.name()?.into_owned(), bytes));
        }
    }
    files.sort();
    Ok(files)
}

fn pack(files: &[(String, Vec<u8>)]) -> ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}
