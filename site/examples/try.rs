//! try
use mdbook_driver::{MDBook, config::Config};
use std::path::Path;
use std::time::Instant;
fn main() {
    let mut args = std::env::args().skip(1);
    let root = args.next().unwrap();
    let out = args.next().unwrap();
    let t = Instant::now();
    let config = Config::from_disk(Path::new(&root).join("book.toml")).unwrap();
    let options = site::Options::from_config(&config).unwrap();
    let md = MDBook::load_with_config(&root, config).unwrap();
    eprintln!("load {:?}", t.elapsed());
    let (book, _) = md.preprocess_book(&site::Guide).unwrap();
    eprintln!("preprocess {:?}", t.elapsed());
    drop(md);
    let _ = std::fs::remove_dir_all(&out);
    std::fs::create_dir_all(&out).unwrap();
    let r = site::render(Path::new(&root), &book, &options, Path::new(&out)).unwrap();
    eprintln!("render {:?}", t.elapsed());
    for f in &r.findings {
        eprintln!("{f}");
    }
    eprintln!("{} pages {} bytes {} findings", r.n_pages, r.written_bytes, r.findings.len());
    if std::env::var("VERIFY").is_ok() {
        for f in site::verify(Path::new(&out)).unwrap() {
            eprintln!("V {f}");
        }
        eprintln!("verify {:?}", t.elapsed());
    }
}
