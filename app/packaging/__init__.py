"""Parts of the frozen program that the build puts around the product. Standard library only."""
