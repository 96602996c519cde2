"""One package a protocol or vendor. Drivers never import each other."""
