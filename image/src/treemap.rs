//! Where the bytes are, as rectangles: each as large as what it stands for, and as square as may be (Bruls, Huizing, van Wijk,
//! "Squarified Treemaps", 2000).

/// A rectangle, in the units of the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TreemapBox {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

/// Divides `whole` among sizes, which stand from the largest to the smallest. What has no size has an empty rectangle.
pub fn treemap(sizes: &[u64], whole: TreemapBox) -> Vec<TreemapBox> {
    let sum: f64 = sizes.iter().map(|size| *size as f64).sum();
    let mut boxes = Vec::with_capacity(sizes.len());
    if sum <= 0.0 || whole.width <= 0.0 || whole.height <= 0.0 {
        return vec![TreemapBox { width: 0.0, height: 0.0, ..whole }; sizes.len()];
    }
    let scale = whole.width * whole.height / sum;
    let areas: Vec<f64> = sizes.iter().map(|size| *size as f64 * scale).collect();
    let (mut rest, mut free) = (areas.as_slice(), whole);
    while !rest.is_empty() {
        let side = free.width.min(free.height);
        // One more as long as that makes the row's rectangles more square.
        let mut count = 1;
        while count < rest.len() && worst(&rest[..=count], side) <= worst(&rest[..count], side) {
            count += 1;
        }
        let (row, after) = rest.split_at(count);
        free = lay(row, free, &mut boxes);
        rest = after;
    }
    boxes
}

/// How far the worst rectangle of a row along a side is from a square; 1 is one.
fn worst(row: &[f64], side: f64) -> f64 {
    let sum: f64 = row.iter().sum();
    let (first, last) = (row[0], row[row.len() - 1]);
    if sum <= 0.0 || side <= 0.0 || last <= 0.0 {
        return f64::INFINITY;
    }
    (side * side * first / (sum * sum)).max(sum * sum / (side * side * last))
}

/// Lays a row along the shorter side, and gives what is left.
fn lay(row: &[f64], free: TreemapBox, boxes: &mut Vec<TreemapBox>) -> TreemapBox {
    let sum: f64 = row.iter().sum();
    let is_column = free.width >= free.height;
    let side = if is_column { free.height } else { free.width };
    let depth = if side > 0.0 { sum / side } else { 0.0 };
    let mut along = 0.0;
    for area in row {
        let length = if sum > 0.0 { side * area / sum } else { 0.0 };
        boxes.push(match is_column {
            true => TreemapBox { x: free.x, y: free.y + along, width: depth, height: length },
            false => TreemapBox { x: free.x + along, y: free.y, width: length, height: depth },
        });
        along += length;
    }
    match is_column {
        true => TreemapBox { x: free.x + depth, width: (free.width - depth).max(0.0), ..free },
        false => TreemapBox { y: free.y + depth, height: (free.height - depth).max(0.0), ..free },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: TreemapBox = TreemapBox { x: 0.0, y: 0.0, width: 6.0, height: 4.0 };

    /// The paper's own example, figure 4: 6, 6, 4, 3, 2, 2 and 1 in 6 by 4.
    #[test]
    fn the_papers_example() {
        let boxes = treemap(&[6, 6, 4, 3, 2, 2, 1], WHOLE);
        let rounded =
            |one: &TreemapBox| [one.x, one.y, one.width, one.height].map(|value| (value * 100.0).round() / 100.0);
        assert_eq!(rounded(&boxes[0]), [0.0, 0.0, 3.0, 2.0]);
        assert_eq!(rounded(&boxes[1]), [0.0, 2.0, 3.0, 2.0]);
        assert_eq!(rounded(&boxes[2]), [3.0, 0.0, 1.71, 2.33]);
        assert_eq!(rounded(&boxes[3]), [4.71, 0.0, 1.29, 2.33]);
    }

    #[test]
    fn areas_are_sizes() {
        let sizes: Vec<u64> = (1..500).rev().map(|size| size * size).chain([0, 0]).collect();
        let boxes = treemap(&sizes, WHOLE);
        let sum: u64 = sizes.iter().sum();
        assert_eq!(boxes.len(), sizes.len());
        for (size, one) in sizes.iter().zip(&boxes) {
            let expected = *size as f64 / sum as f64 * 24.0;
            assert!((one.width * one.height - expected).abs() < 1e-6, "{size}");
            assert!(one.x + one.width <= 6.0 + 1e-6 && one.y + one.height <= 4.0 + 1e-6, "{size} is outside");
        }
        assert_eq!(treemap(&[0, 0], WHOLE), [TreemapBox::default(); 2]);
        assert_eq!(treemap(&[], WHOLE), []);
    }
}
