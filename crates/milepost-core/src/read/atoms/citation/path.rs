//! Paths, globs and addresses, told by their shape.

/// Whether a text is a web address.
pub(super) fn is_url(text: &str) -> bool {
    ["https://", "http://", "ftp://", "ssh://", "git://"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
            && text.len() > scheme.len()
    })
}

/// The path that a code span is: a file name, or several parts of which the last is a file name,
/// the first is a usual folder, or the beginning or end says that it is a path.
pub(super) fn in_code(text: &str) -> Option<&str> {
    let path = cut(text);
    let fits = is_plausible(path, "") && (ends_in_file(path) || is_folder(path));
    fits.then_some(path)
}

/// The path that a plain word is: parts of which the last is a file name, or a usual folder with
/// a slash behind it.
pub(super) fn in_words(text: &str) -> Option<&str> {
    let path = cut(text);
    let is_folder = path.ends_with('/') && starts_in_root(path);
    let fits = path.contains('/') && is_plausible(path, "") && (ends_in_file(path) || is_folder);
    fits.then_some(path)
}

/// Whether a code span is a pattern over paths: `src/api/**`, `*.rs`, `docs/{a,b}.md`.
pub(super) fn is_glob(text: &str) -> bool {
    let has_pattern = text.contains('*') || (text.contains('{') && text.contains(','));
    let is_path =
        text.contains('/') || text.rsplit_once('.').is_some_and(|(_, end)| is_extension(end));
    let names_something = text.contains(|char: char| char.is_alphanumeric());
    has_pattern && is_path && names_something && is_plausible(text, "*?{}[],!")
}

/// A link target without its `%20`s; as it is where they make no text.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match tail {
            [high, low, ..] if *first == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        bytes.push(escaped.map_or(*first, |(high, low)| high * 16 + low));
        let taken = if escaped.is_some() { 2 } else { 0 };
        rest = tail.get(taken..).unwrap_or_default();
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// The path without a heading, a line number or the name of a test behind it.
fn cut(text: &str) -> &str {
    let text = text.split('#').next().unwrap_or_default();
    let (text, _) =
        text.split_once("::").filter(|(path, _)| ends_in_file(path)).unwrap_or((text, ""));
    match text.split_once(':') {
        Some((path, place)) if is_place(place) => path,
        Some(_) | None => text,
    }
}

/// `12`, `12:5`, `10-20`
fn is_place(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_digit())
        && text.chars().all(|char| char.is_ascii_digit() || matches!(char, ':' | '-'))
}

/// Whether every character may stand in a path, and nothing says that it is something else: a
/// call, a flag, a package, a pattern to be filled in.
fn is_plausible(path: &str, more: &str) -> bool {
    let is_fit =
        |char: char| char.is_alphanumeric() || "/._-+~@,()".contains(char) || more.contains(char);
    let starts = path.starts_with(|char: char| char.is_alphanumeric() || "/._~".contains(char))
        || path.starts_with(|char: char| more.contains(char));
    path.len() <= 1024
        && starts
        && path.chars().all(is_fit)
        && !path.contains("...")
        && !path.contains("//")
        && !path.ends_with(')')
        && !path.starts_with("path/to/")
        && !is_pattern_name(path)
}

/// `milestones-mNNN.md`, `YYYY-MM-DD.log`: a run of three capitals that stand for digits.
fn is_pattern_name(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.windows(3).any(|run| {
        matches!(
            run,
            [b'N', b'N', b'N'] | [b'X', b'X', b'X'] | [b'Y', b'Y', b'Y'] | [b'x', b'x', b'x']
        )
    })
}

fn ends_in_file(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    // `Node.js/Vue.js` and `plan.md/spec.md` are lists.
    let is_list =
        folders.split('/').any(|folder| has_extension(folder) && !folder.starts_with('.'));
    !is_list && is_file_name(name, path.contains('/'))
}

fn is_file_name(name: &str, has_folder: bool) -> bool {
    if FILE_NAMES.contains(&name) {
        return true;
    }
    let Some((stem, end)) = name.rsplit_once('.') else { return false };
    let is_named = stem.contains(|char: char| char.is_alphanumeric());
    // `console.log` and `process.env` are code.
    let is_sure = has_folder || stem.contains(['_', '-']) || !matches!(end, "log" | "env");
    is_named && is_sure && is_extension(end) && (has_folder || !LIBRARIES.contains(&name))
}

fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && is_extension(end))
}

fn is_extension(end: &str) -> bool {
    end.len() <= 10 && EXTENSIONS.contains(&end.to_ascii_lowercase().as_str())
}

/// Parts without a file name that are a folder all the same.
fn is_folder(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).take(4).collect();
    let Some(first) = parts.first() else { return false };
    let is_said = path.starts_with(['/', '~', '.']) || path.ends_with('/');
    let is_branch = BRANCHES.contains(first);
    let names = parts.iter().any(|part| part.contains(|char: char| char.is_alphabetic()));
    path.contains('/')
        && names
        && !is_branch
        && !path.contains('@')
        && (is_said || starts_in_root(path) || parts.len() > 2)
}

fn starts_in_root(path: &str) -> bool {
    path.split('/').next().is_some_and(|first| ROOTS.contains(&first))
}

#[rustfmt::skip]
const EXTENSIONS: &[&str] = &[
    "adoc", "bash", "bat", "bazel", "bin", "bz2", "c", "cc", "cfg", "cjs", "cmake", "cmd", "conf", "cpp", "cs",
    "css", "csv", "cu", "cue", "dart", "diff", "env", "erl", "ex", "exs", "fish", "fs", "gif", "go", "gradle",
    "graphql", "gz", "h", "hcl", "hpp", "hs", "html", "ini", "ipynb", "java", "jl", "jpeg", "jpg", "js", "json",
    "json5", "jsonc", "jsonl", "jsx", "kt", "kts", "lock", "log", "lua", "m", "map", "md", "mdx", "mjs", "mk",
    "ml", "mod", "nix", "npy", "onnx", "org", "parquet", "patch", "pdf", "php", "pl", "png", "proto", "ps1",
    "pt", "py", "pyi", "r", "rb", "rs", "rst", "sarif", "scala", "scss", "sh", "sol", "sql", "sum", "svelte",
    "svg", "swift", "tar", "tex", "tf", "tgz", "toml", "ts", "tsv", "tsx", "txt", "vue", "wasm", "webp", "xlsx",
    "xml", "yaml", "yml", "zig", "zip", "zsh",
];

/// File names that have no extension.
#[rustfmt::skip]
const FILE_NAMES: &[&str] = &[
    ".dockerignore", ".editorconfig", ".env", ".eslintrc", ".gitattributes", ".gitignore", ".gitkeep",
    ".gitmodules", ".npmrc", ".nvmrc", ".prettierrc", "CODEOWNERS", "COPYING", "Containerfile", "Dockerfile",
    "Gemfile", "Jenkinsfile", "Justfile", "LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "Makefile", "NOTICE",
    "Pipfile", "Procfile", "Rakefile", "Vagrantfile", "justfile",
];

/// Libraries that are called like files.
const LIBRARIES: &[&str] = &[
    "Next.js", "Node.js", "Nuxt.js", "Three.js", "Vue.js", "next.js", "node.js", "D3.js", "d3.js",
];

/// Folders that lie at the root of many repositories.
#[rustfmt::skip]
const ROOTS: &[&str] = &[
    ".github", ".milepost", "app", "apps", "artifacts", "assets", "bench", "benches", "benchmarks", "bin", "ci",
    "cmd", "config", "configs", "contracts", "crates", "data", "db", "deploy", "dist", "doc", "docs",
    "evidence", "examples", "fixtures", "frontend", "backend", "fuzz", "include", "infra", "internal", "lib",
    "libs", "logs", "migrations", "modules", "packages", "pkg", "plans", "proto", "public", "reports", "results",
    "schemas", "scripts", "specs", "src", "target", "templates", "test", "tests", "tools", "vendor", "web",
];

/// First parts of the names of branches and remotes.
const BRANCHES: &[&str] = &[
    "bugfix", "chore", "dev", "feat", "feature", "fix", "fork", "heads", "hotfix", "origin",
    "refs", "release", "remotes", "upstream",
];
