//! What the pictures of whole runs keep to.

mod chart;
mod export;
mod foot;
mod gallery;
mod huge;
mod kept;
mod layout;
mod moments;
mod mosaic;
mod pictures;
mod predict;
mod proc;
mod story;
mod swapped;
