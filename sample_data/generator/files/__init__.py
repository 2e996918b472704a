"""Writers: one module per kind of export, each in the layout of its back office."""
