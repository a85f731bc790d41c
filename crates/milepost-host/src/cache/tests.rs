//! What comes out of a cache is what went in, or nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    slice,
    sync::Arc,
};

use milepost_core::{
    read::{self, Fences, ReadOptions},
    text::{RepoPath, Source},
};

use super::{Asked, Began, Cache, Place, Stat, Stored, Understood, content};

const TRACKER: &str = "# Status\n\n| Milestone | Status | Evidence |\n|---|---|---|\n\
    | M1 Bread | Complete | `log/bread.txt` |\n| M2 Soup | 3/4 done, 87 % | |\n\n\
    ## M3 Salad\n\n**Owner:** the kitchen\n\n- [ ] At least 5 tests pass (gate `VG-SALAD-001`)\n";

/// A document at a path, and how it is read.
struct Page {
    path: RepoPath,
    text: String,
    options: ReadOptions,
}

impl Page {
    fn new(path: &str, text: &str) -> Self {
        let path = RepoPath::new(path).unwrap();
        Self { path, text: text.to_owned(), options: ReadOptions::default() }
    }

    fn understood(&self) -> Understood {
        let source = Source { path: self.path.clone(), text: self.text.as_str().into() };
        let document = read::read(&source, &self.options);
        Understood::Tracker(Box::new(document), Arc::new(source))
    }

    /// What a cache knows of it by its bytes.
    fn known(&self, cache: &Cache<'_>) -> Option<Understood> {
        let asked = Asked::new(&self.path, &self.options);
        cache.known(&asked, content(self.text.as_bytes()), None)
    }
}

/// The bytes of a cache that knows some documents.
fn stored(pages: &[Page], stat: Option<Stat>) -> Vec<u8> {
    let empty = Stored::default();
    let cache = Cache::new(&empty, Began::far_future());
    for page in pages {
        let asked = Asked::new(&page.path, &page.options);
        cache.learn(&asked, content(page.text.as_bytes()), stat, &page.understood());
    }
    cache.renewed().unwrap()
}

#[track_caller]
fn comes_back(page: &Page) {
    let understood = page.understood();
    let bytes = understood.put();
    assert_eq!(Understood::take(&bytes, &page.path, &page.options), Some(understood));
    let cut_off = &bytes[..bytes.len() - 1];
    assert_eq!(Understood::take(cut_off, &page.path, &page.options), None);
}

/// The Markdown files of a folder of this project, or beside it.
fn documents(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths.filter(|path| path.extension().is_some_and(|it| it == "md")).collect()
}

#[test]
fn what_was_understood_of_any_document_comes_back() {
    let folders = ["", "docs", "docs/plan", "../shared/seeds", "../shared/wild"];
    let paths: Vec<PathBuf> = folders.into_iter().flat_map(documents).collect();
    assert!(paths.len() > 5, "{paths:?}");
    for path in paths {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        let start = Some(jiff::civil::date(2026, 2, 1));
        for (fences, start) in [(Fences::Examples, None), (Fences::Read, start)] {
            let mut page = Page::new("docs/a.md", &text);
            page.options = ReadOptions { fences, start, ..ReadOptions::default() };
            comes_back(&page);
            // Half a document is one, too, and says other things.
            page.text.truncate(text.floor_char_boundary(text.len() / 2));
            comes_back(&page);
        }
    }
}

#[test]
fn what_is_no_tracker_is_kept_as_such() {
    let page = Page::new("a.md", "");
    let other = Understood::Other { loose_boxes: 7, is_marked: true };
    assert_eq!(Understood::take(&other.put(), &page.path, &page.options), Some(other));
}

#[test]
fn a_document_is_known_by_its_bytes_its_path_and_how_it_is_read() {
    let page = Page::new("a.md", TRACKER);
    let file = Stored::of(stored(&[Page::new("a.md", TRACKER)], None));
    let cache = Cache::new(&file, Began::now());
    assert_eq!(page.known(&cache), Some(page.understood()));
    assert_eq!(Page::new("b.md", TRACKER).known(&cache), None);
    assert_eq!(Page::new("a.md", &TRACKER.replace("M1", "M4")).known(&cache), None);
    for options in [
        ReadOptions { is_named: true, ..ReadOptions::default() },
        ReadOptions { fences: Fences::Read, ..ReadOptions::default() },
        ReadOptions { start: Some(jiff::civil::date(2026, 2, 1)), ..ReadOptions::default() },
        ReadOptions { scope: milepost_core::id::Scope::new("x"), ..ReadOptions::default() },
    ] {
        assert_eq!(Page { options, ..Page::new("a.md", TRACKER) }.known(&cache), None);
    }
    assert_eq!(cache.renewed(), None, "nothing was learned");
}

#[test]
fn any_damage_gives_what_was_written_or_nothing() {
    let pages = || [Page::new("a.md", TRACKER), Page::new("b.md", "# Plan\n\n- [ ] M1 Eggs\n")];
    let whole = stored(&pages(), None);
    let look = |bytes: Vec<u8>| {
        let file = Stored::of(bytes);
        let cache = Cache::new(&file, Began::now());
        let found = pages().map(|page| (page.known(&cache), page.understood()));
        let known = found.iter().filter(|(known, _)| known.is_some()).count();
        let all = found.into_iter();
        assert!(all.into_iter().all(|(known, new)| known.is_none_or(|known| known == new)));
        known
    };
    assert_eq!(look(whole.clone()), 2);
    for at in 0..whole.len() {
        for change in [1, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] ^= change;
            assert!(look(damaged) < 2, "the byte at {at} is not covered");
        }
        assert_eq!(look(whole[..at].to_vec()), 0, "cut off at {at}");
    }
    assert_eq!(look([whole, vec![0]].concat()), 0);
}

#[test]
fn what_is_damaged_is_replaced() {
    let mut bytes = stored(&[Page::new("a.md", TRACKER)], None);
    *bytes.last_mut().unwrap() ^= 1;
    let file = Stored::of(bytes);
    let cache = Cache::new(&file, Began::now());
    let page = Page::new("a.md", TRACKER);
    assert_eq!(page.known(&cache), None);
    let asked = Asked::new(&page.path, &page.options);
    cache.learn(&asked, content(page.text.as_bytes()), None, &page.understood());
    let file = Stored::of(cache.renewed().unwrap());
    let cache = Cache::new(&file, Began::now());
    assert_eq!((cache.rows.len(), page.known(&cache)), (1, Some(page.understood())));
}

#[test]
fn what_is_of_no_use_is_dropped_in_time() {
    let mut bytes = stored(&[Page::new("old.md", TRACKER), Page::new("kept.md", TRACKER)], None);
    for at in 0..super::KEPT {
        let file = Stored::of(bytes.clone());
        let cache = Cache::new(&file, Began::now());
        assert_eq!(cache.rows.len(), 2 + usize::from(at));
        assert!(Page::new("kept.md", TRACKER).known(&cache).is_some());
        let page = Page::new(&format!("{at}.md"), TRACKER);
        let asked = Asked::new(&page.path, &page.options);
        cache.learn(&asked, content(page.text.as_bytes()), None, &page.understood());
        bytes = cache.renewed().unwrap();
    }
    let file = Stored::of(bytes);
    let cache = Cache::new(&file, Began::now());
    assert_eq!(Page::new("old.md", TRACKER).known(&cache), None);
    assert!(Page::new("kept.md", TRACKER).known(&cache).is_some());
}

#[cfg(unix)]
#[test]
fn a_file_that_was_just_written_is_not_believed_to_be_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.md");
    let page = Page::new("a.md", TRACKER);
    fs::write(&file, TRACKER).unwrap();
    let stat = || Stat::of(&fs::symlink_metadata(&file).unwrap());
    let known = |stored: Vec<u8>, began: Began| {
        let stored = Stored::of(stored);
        let cache = Cache::new(&stored, began);
        stat().and_then(|stat| cache.seen(&Asked::new(&page.path, &page.options), stat))
    };
    // It was as good as old when it was read: it is believed, but not by one who sees it new.
    let old = stored(&[Page::new("a.md", TRACKER)], stat());
    assert_eq!(known(old.clone(), Began::far_future()), Some(page.understood()));
    assert_eq!(known(old.clone(), Began::now()), None);
    // It was new when it was read: nobody believes it.
    let empty = Stored::default();
    let cache = Cache::new(&empty, Began::now());
    let asked = Asked::new(&page.path, &page.options);
    cache.learn(&asked, content(TRACKER.as_bytes()), stat(), &page.understood());
    assert_eq!(known(cache.renewed().unwrap(), Began::far_future()), None);
    // Another state of as many bytes, with the time of modification set back.
    let modified = fs::metadata(&file).unwrap().modified().unwrap();
    let other = file.with_extension("other");
    fs::write(&other, TRACKER.replace("M1", "M4")).unwrap();
    fs::File::options().write(true).open(&other).unwrap().set_modified(modified).unwrap();
    fs::rename(&other, &file).unwrap();
    assert_eq!(known(old, Began::far_future()), None);
}

#[cfg(unix)]
#[test]
fn a_file_that_has_come_to_rest_is_learned_without_reading_it_anew() {
    // The manifest was there before this test was built.
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let stat = Stat::of(&fs::symlink_metadata(manifest).unwrap());
    let page = Page::new("a.md", TRACKER);
    let file = Stored::of(stored(&[Page::new("a.md", TRACKER)], None));
    let cache = Cache::new(&file, Began::now());
    let asked = Asked::new(&page.path, &page.options);
    assert_eq!(cache.seen(&asked, stat.unwrap()), None);
    assert!(cache.known(&asked, content(TRACKER.as_bytes()), stat).is_some());
    let file = Stored::of(cache.renewed().unwrap());
    let cache = Cache::new(&file, Began::now());
    assert_eq!(cache.seen(&asked, stat.unwrap()), Some(page.understood()));
    assert_eq!(cache.renewed(), None);
}

#[test]
fn what_is_written_is_read_where_it_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let place = |base: &str, folders: &[&str]| Place {
        base: folder.path().join(base),
        folders: folders.iter().map(|it| (*it).to_owned()).collect(),
    };
    let good = place("", &["milepost", "cache"]);
    let bad = place("gone", &["milepost"]);
    let empty = Stored::default();
    let cache = Cache::new(&empty, Began::now());
    let page = Page::new("a.md", TRACKER);
    let asked = Asked::new(&page.path, &page.options);
    cache.learn(&asked, content(page.text.as_bytes()), None, &page.understood());
    cache.keep(slice::from_ref(&bad));
    assert!(Stored::read(slice::from_ref(&bad)).bytes.is_empty());
    cache.keep(&[bad.clone(), good.clone()]);
    let file = Stored::read(&[bad, good.clone()]);
    assert_eq!(page.known(&Cache::new(&file, Began::now())), Some(page.understood()));
    let names = fs::read_dir(folder.path().join("milepost/cache")).unwrap();
    assert_eq!(names.count(), 1, "nothing is left behind");
    // Somebody who is writing is not disturbed.
    let new = folder.path().join("milepost/cache/read.new");
    fs::write(&new, "half").unwrap();
    assert!(good.write("read", &[b"other"]).is_err());
    assert_eq!(fs::read(&new).unwrap(), b"half");
    // Somebody who was, and is not any more, does not keep others from it.
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(&new).unwrap().set_modified(long_ago).unwrap();
    good.write("read", &[b"other"]).unwrap();
    assert_eq!(good.read("read").unwrap(), b"other");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_neither_read_nor_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    fs::write(folder.path().join("elsewhere/read"), "x").unwrap();
    std::os::unix::fs::symlink("elsewhere", folder.path().join("milepost")).unwrap();
    let place = Place { base: folder.path().to_owned(), folders: vec!["milepost".to_owned()] };
    assert_eq!(place.read("read"), None);
    assert!(place.write("read", &[b"y"]).is_err());
    assert_eq!(fs::read(folder.path().join("elsewhere/read")).unwrap(), b"x");
}
