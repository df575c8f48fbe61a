"""Rule files, packs, and the pipeline that runs their rules."""
