//! How like two pictures of a page are, where they were taken on two machines: other fonts, other edges of letters, the same page.

use anyhow::{Result, ensure};
use image::{DynamicImage, load_from_memory};

/// Cells across. One covers several words, so that the shape of letters does not matter: with another font (DejaVu Sans Condensed
/// in the place of DejaVu Sans) no cell of the four pictures was further off than 9, with the digests away one in fifty was off by
/// more than 12.
const ACROSS: u32 = 16;

/// A cell that is further off, of 255, is another one; and so many in a hundred may be.
const OTHER: f64 = 12.0;
const OTHERS: f64 = 1.0;

/// What the mean of all cells may be off, of 255. With that other font it was 1.2.
const MEAN: f64 = 1.8;

/// How much larger or smaller one may be than the other in each direction, in a hundred.
const LARGER: f64 = 4.0;

/// Fails where two pictures, each PNG or WebP, are of pages that look different.
pub fn ensure_alike(kept: &[u8], now: &[u8]) -> Result<()> {
    ensure_like(&load_from_memory(kept)?, &load_from_memory(now)?)
}

fn ensure_like(kept: &DynamicImage, now: &DynamicImage) -> Result<()> {
    for (one, other) in [(kept.width(), now.width()), (kept.height(), now.height())] {
        let apart = f64::from(one.abs_diff(other)) * 100.0 / f64::from(one);
        let sizes = [kept, now].map(|picture| (picture.width(), picture.height()));
        ensure!(apart <= LARGER, "it was {:?} wide and high, and is {:?}", sizes[0], sizes[1]);
    }
    let apart = differences(kept, now);
    let count = apart.len() as f64;
    let mean = apart.iter().sum::<f64>() / count;
    let others = apart.iter().filter(|apart| **apart > OTHER).count() as f64 * 100.0 / count;
    ensure!(mean <= MEAN, "its cells are off by {mean:.1} of 255; {MEAN} is a little");
    ensure!(others <= OTHERS, "{others:.1} % of it look different; {OTHERS} % are a little");
    Ok(())
}

/// How far each cell of a coarse grid is off, of 255.
fn differences(kept: &DynamicImage, now: &DynamicImage) -> Vec<f64> {
    let down = (ACROSS * kept.height() / kept.width()).max(1);
    let [kept, now] = [kept, now].map(|picture| picture.thumbnail_exact(ACROSS, down).into_rgb8());
    let apart = |one: [u8; 3], other: [u8; 3]| one.into_iter().zip(other).map(|(one, other)| one.abs_diff(other));
    kept.pixels()
        .zip(now.pixels())
        .map(|(one, other)| apart(one.0, other.0).map(f64::from).sum::<f64>() / 3.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use image::imageops::overlay;
    use image::{GenericImageView as _, RgbaImage};

    use super::*;
    use crate::pictures::picture::file;

    fn kept(name: &str) -> Result<DynamicImage> {
        Ok(load_from_memory(&fs::read(file(name))?)?)
    }

    /// The colour of the page, of this size.
    fn page(picture: &DynamicImage, (wide, high): (u32, u32)) -> RgbaImage {
        RgbaImage::from_pixel(wide, high, picture.get_pixel(2, picture.height() - 2))
    }

    /// With nothing in a rectangle.
    fn without(picture: &DynamicImage, (left, top): (i64, i64), size: (u32, u32)) -> DynamicImage {
        let mut changed = picture.clone();
        overlay(&mut changed, &page(picture, size), left, top);
        changed
    }

    /// Everything this much lower.
    fn moved(picture: &DynamicImage, down: i64) -> DynamicImage {
        let mut moved = DynamicImage::from(page(picture, picture.dimensions()));
        overlay(&mut moved, picture, 0, down);
        moved
    }

    #[test]
    fn other_edges_of_letters_are_the_same_page() -> Result<()> {
        for name in ["tags-light", "tags-dark", "lanes-light", "lanes-dark"] {
            let picture = kept(name)?;
            ensure_like(&picture, &moved(&picture.fast_blur(1.5), 3))?;
        }
        Ok(())
    }

    #[test]
    fn another_page_is_another_picture() -> Result<()> {
        let tags = kept("tags-light")?;
        let (wide, high) = tags.dimensions();
        let others = [
            ("at night", kept("tags-dark")?),
            ("without platforms", without(&tags, (360, 420), (600, 780))),
            ("without digests", without(&tags, (1540, 420), (300, 780))),
            ("darker", tags.brighten(-6)),
            ("lower by half a row", moved(&tags, 45)),
            ("half as high", tags.crop_imm(0, 0, wide, high / 2)),
        ];
        for (what, other) in others {
            assert!(ensure_like(&tags, &other).is_err(), "{what}");
        }
        let lanes = kept("lanes-light")?;
        assert!(ensure_like(&lanes, &without(&lanes, (1150, 150), (800, 600))).is_err(), "lanes without what came");
        Ok(())
    }
}
