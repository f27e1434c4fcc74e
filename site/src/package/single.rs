//! The site as one HTML file: a shell, and every file within.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use minijinja::{Value, context};
use rayon::prelude::*;

use crate::Result;
use crate::address::{decode, folder, is_outside, resolve};
use crate::frame::HUB_PATH;
use crate::html::{self, Piece};
use crate::manifest::{FileKind, MANIFEST_PATH, Manifest, ManifestFile};
use crate::policy::{POLICY, source_of};
use crate::theme::environment;

const TEMPLATE: &str = include_str!("../../templates/single.html");
const SCRIPT: &str = include_str!("../../assets/single.js");
const STYLE: &str = include_str!("../../assets/single.css");

/// The most one element holds. Browsers differ: one of them takes time by the square of this.
pub(crate) const MAX_PART_BYTES: usize = 64 * 1024;
/// The page whose styles the shell has. All pages have the same.
const FIRST_PAGE: &str = "index.html";

/// A site as one HTML file that works from a disk.
///
/// `read` gives the bytes of a file of the site by its path in `manifest`. The file holds `manifest.json` and, by path,
/// every file that [`is_in_single`]; its policy is the site's, with hashes of the scripts and styles it holds in the
/// place of addresses. The same files give the same text.
///
/// # Errors
///
/// What `read` says.
pub fn single(manifest: &Manifest, read: &dyn Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
    let mut files = vec![(MANIFEST_PATH, manifest.to_json().into_bytes())];
    for file in manifest.files.iter().filter(|file| is_in_single(file)) {
        files.push((&file.path, read(&file.path)?));
    }
    files.sort_unstable_by_key(|(path, _)| *path);
    let styles = styles(&files);
    let policy = policy(&scripts(&files), &styles);
    let embedded: Vec<Value> = files.par_iter().map(|(path, bytes)| embedded(path, bytes)).collect();
    let mut templates = environment();
    templates.add_template("single.html", TEMPLATE).expect("our own template parses");
    let given = context! {
        title => &manifest.title,
        policy => Value::from_safe_string(policy),
        styles => styles.into_iter().map(Value::from_safe_string).collect::<Vec<_>>(),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        files => embedded,
    };
    let page = templates.get_template("single.html").and_then(|template| template.render(given));
    Ok(page.expect("the template uses what it is given"))
}

/// Whether a file of a site is of use in one that is a single HTML file: what only a server needs is not, nor is the
/// page that shares answers between the files of a folder.
pub fn is_in_single(file: &ManifestFile) -> bool {
    let is_hub = file.path == HUB_PATH && file.page.is_none();
    file.kind != FileKind::Server && !is_hub
}

/// The scripts of the site and the shell, as they are written into an element: what the policy lets run.
fn scripts<'a>(files: &'a [(&str, Vec<u8>)]) -> Vec<Cow<'a, str>> {
    let of_site = files.iter().filter(|(path, _)| path.ends_with(".js"));
    [Cow::Borrowed(SCRIPT)]
        .into_iter()
        .chain(of_site.map(|(_, bytes)| String::from_utf8_lossy(bytes)))
        .collect()
}

/// The styles of the first page, which all pages share, and that of the shell.
fn styles(files: &[(&str, Vec<u8>)]) -> Vec<String> {
    let linked = text_of(files, FIRST_PAGE).map(|page| style_sheets(&page)).unwrap_or_default();
    let of_site = linked.iter().filter_map(|path| {
        let style = text_of(files, path)?;
        // Nothing that ends the element it is written into.
        Some(with_images(&style, folder(path), files).replace("</", "<\\/"))
    });
    of_site.chain([STYLE.to_owned()]).collect()
}

fn text_of<'a>(files: &'a [(&str, Vec<u8>)], path: &str) -> Option<Cow<'a, str>> {
    bytes_of(files, path).map(String::from_utf8_lossy)
}

fn bytes_of<'a>(files: &'a [(&str, Vec<u8>)], path: &str) -> Option<&'a [u8]> {
    let nth = files.binary_search_by_key(&path, |(path, _)| path).ok()?;
    Some(&files[nth].1)
}

/// Paths of the style sheets a page at the top of the site links to, in order.
fn style_sheets(page: &str) -> Vec<String> {
    let sheet = |piece: Piece| match piece {
        Piece::Start(tag) if &*tag.name == "link" && html::attribute(&tag, "rel") == Some("stylesheet") => {
            resolve("", &decode(html::attribute(&tag, "href")?))
        }
        _ => None,
    };
    html::pieces(page).into_iter().filter_map(sheet).collect()
}

/// A style sheet from `folder` with its images written inside.
fn with_images(style: &str, folder: &str, files: &[(&str, Vec<u8>)]) -> String {
    let mut rest = style;
    let mut whole = String::with_capacity(style.len());
    while let Some((before, after)) = rest.split_once("url(") {
        let (written, after) = after.split_once(')').unwrap_or((after, ""));
        let address = written.trim().trim_matches(['"', '\'']);
        let path = (!is_outside(address)).then(|| resolve(folder, &decode(address))).flatten();
        let image = path.and_then(|path| Some((image_type(&path)?, bytes_of(files, &path)?)));
        whole.push_str(before);
        match image {
            Some((kind, bytes)) => {
                whole.push_str(&format!("url(data:{kind};base64,{})", STANDARD.encode(bytes)))
            }
            None => whole.push_str(&format!("url({written})")),
        }
        rest = after;
    }
    whole + rest
}

fn image_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit('.').next()? {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        _ => return None,
    })
}

/// The policy of the pages for one file: nothing has an address, what is inside is known by its hash.
fn policy(scripts: &[Cow<'_, str>], styles: &[String]) -> String {
    let scripts = hashes(scripts.iter().map(|script| &**script));
    let styles = hashes(styles.iter().map(|style| &**style));
    let directive = |written: &str| match written.split_once(' ').unwrap_or((written, "")) {
        ("script-src", _) => format!("script-src {scripts}"),
        ("style-src", _) => format!("style-src {styles}"),
        ("img-src", _) => "img-src data:".to_owned(),
        (name, _) => format!("{name} 'none'"),
    };
    POLICY.split("; ").map(directive).collect::<Vec<_>>().join("; ")
}

/// Sources of a policy for texts, sorted, each once.
fn hashes<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.map(source_of).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
}

/// What the template is given of a file.
fn embedded(path: &str, bytes: &[u8]) -> Value {
    let text = packed(bytes);
    context! { path, parts => parts(&text).into_iter().map(Value::from).collect::<Vec<_>>() }
}

/// A file as base64 of its raw deflate.
fn packed(bytes: &[u8]) -> String {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::best());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    STANDARD.encode(packed.expect("memory takes every byte"))
}

/// A text of base64 in parts, each of which can be decoded by itself; one for an empty text.
fn parts(text: &str) -> Vec<&str> {
    if text.is_empty() {
        return vec![text];
    }
    let bytes = text.as_bytes().chunks(MAX_PART_BYTES);
    bytes.map(|part| std::str::from_utf8(part).expect("base64 is ASCII")).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Read as _;

    use serde_json::json;

    use super::*;
    use crate::manifest::sha256;

    const PAGE: &str = "<!doctype html><link rel=\"stylesheet\" href=\"assets/guide.css\"><h1>始め</h1>";
    const CSS: &str = "a { background: url('../dot.svg') } b { background: url(x.png) }";

    fn site() -> Vec<(&'static str, FileKind, Vec<u8>)> {
        vec![
            ("assets/guide.css", FileKind::Asset, CSS.into()),
            ("assets/guide.js", FileKind::Asset, "'use strict';".into()),
            ("dot.svg", FileKind::Copy, "<svg/>".into()),
            ("hub.html", FileKind::Page, "".into()),
            ("index.html", FileKind::Page, PAGE.into()),
            ("noise.bin", FileKind::Attachment, noise()),
            ("sw.js", FileKind::Server, "".into()),
        ]
    }

    /// Nothing that can be made smaller.
    fn noise() -> Vec<u8> {
        let step = |seed: &mut u32| {
            *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some((*seed >> 24) as u8)
        };
        std::iter::repeat_with(|| ()).scan(1_u32, |seed, ()| step(seed)).take(150_000).collect()
    }

    fn manifest() -> Manifest {
        let file = |(path, kind, bytes): (&str, FileKind, Vec<u8>)| json!({ "path": path, "bytes": bytes.len(), "sha256": sha256(&bytes), "kind": kind });
        let files: Vec<_> = site().into_iter().map(file).collect();
        let text = json!({ "format": 1, "program": "", "title": "手引き<1>", "build": "", "policy": POLICY, "files": files });
        Manifest::from_json(text.to_string().as_bytes()).expect("a manifest")
    }

    fn whole() -> String {
        let read = |path: &str| {
            Ok(site().into_iter().find(|(name, ..)| *name == path).expect("asked for what is there").2)
        };
        single(&manifest(), &read).expect("a file")
    }

    /// The embedded files by path, as the shell reads them.
    fn unpacked(whole: &str) -> BTreeMap<String, Vec<u8>> {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut open = None;
        for piece in html::pieces(whole) {
            match piece {
                Piece::Start(tag) => open = html::attribute(&tag, "data-path").map(str::to_owned),
                Piece::Raw(text) => {
                    assert!(open.is_none() || text.len() <= MAX_PART_BYTES);
                    open.iter().for_each(|path| texts.entry(path.clone()).or_default().push_str(&text));
                }
                _ => {}
            }
        }
        let bytes = |text: String| {
            let mut bytes = Vec::new();
            let packed = STANDARD.decode(text).expect("base64");
            flate2::read::DeflateDecoder::new(&*packed).read_to_end(&mut bytes).expect("deflate");
            bytes
        };
        texts.into_iter().map(|(path, text)| (path, bytes(text))).collect()
    }

    #[test]
    fn every_file_that_serves_a_reader_comes_back_as_it_was() {
        let found = unpacked(&whole());
        let mut expected: BTreeMap<String, Vec<u8>> =
            site().into_iter().map(|(path, _, bytes)| (path.to_owned(), bytes)).collect();
        expected.retain(|path, _| !matches!(&**path, "hub.html" | "sw.js"));
        expected.insert(MANIFEST_PATH.to_owned(), manifest().to_json().into_bytes());
        assert!(found == expected, "{:?}", found.keys());
    }

    #[test]
    fn only_what_is_inside_may_run_and_only_images_have_addresses() {
        let whole = whole();
        let policy = whole
            .split("Policy\" content=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a policy");
        assert!(policy.contains(&hashes([SCRIPT].into_iter()).to_string()));
        assert!(policy.contains(&hashes(["'use strict';"].into_iter())));
        assert!(policy.contains("img-src data:; ") && policy.contains("connect-src 'none'; "));
        assert!(!policy.contains("unsafe") && !policy.contains("'self'"), "{policy}");
        assert_eq!(policy.matches("sha256-").count(), 4, "two scripts and two styles\n{policy}");
    }

    #[test]
    fn styles_bring_their_images_along() {
        let whole = whole();
        assert!(whole.contains("url(data:image/svg+xml;base64,PHN2Zy8+)"));
        assert!(whole.contains("url(x.png)"), "what is not there stays as it is written");
    }

    #[test]
    fn the_shell_can_be_written_into_a_page() {
        for text in [SCRIPT, STYLE] {
            assert!(!text.contains("</") && !text.contains("<!--") && !text.contains('\r'));
        }
        assert!(whole().contains("<title>手引き&lt;1&gt;</title>"));
    }
}
