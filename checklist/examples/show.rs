//! x
fn main() {
    for a in std::env::args().skip(1) {
        println!("##### {a}");
        print!("{}", checklist::Library::load(a.as_ref()).unwrap().1.render());
    }
}
