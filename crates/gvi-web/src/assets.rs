//! The style sheet, the script and the mark of the site, built into the binary: pages ask no outside address for anything.

/// A file the pages load.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// The name below `/assets/`.
    pub name: &'static str,
    /// The `Content-Type` header.
    pub content_type: &'static str,
    /// The content.
    pub bytes: &'static [u8],
}

/// Every file below `/assets/`.
pub const ASSETS: &[Asset] = &[
    Asset { name: "app.css", content_type: "text/css; charset=utf-8", bytes: include_bytes!("../assets/app.css") },
    Asset { name: "app.js", content_type: "text/javascript; charset=utf-8", bytes: include_bytes!("../assets/app.js") },
    Asset { name: "door.js", content_type: "text/javascript; charset=utf-8", bytes: include_bytes!("../assets/door.js") },
    Asset { name: "mark.svg", content_type: "image/svg+xml", bytes: include_bytes!("../assets/mark.svg") },
];

/// Changes whenever an asset changes. Pages put it in the address (`/assets/app.css?v=…`), so that assets may be cached for ever.
pub const VERSION: u64 = version();

/// The asset of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// FNV-1a over every asset. It tells versions apart; it protects nothing.
const fn version() -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut file = 0;
    while file < ASSETS.len() {
        let bytes = ASSETS[file].bytes;
        let mut index = 0;
        while index < bytes.len() {
            hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0100_0000_01b3);
            index += 1;
        }
        file += 1;
    }
    hash
}
